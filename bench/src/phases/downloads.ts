import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openAsBlob, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { EmbeddedServer } from '@chargebus/embedded-infra';
import { cpuSeconds } from '../cpu';
import { endService, startService } from '../one-service';

export interface FetchFigures {
  seconds: number;
  cpuSeconds: number;
  /** Resident memory of the serving process before the downloads, and the most while they went on. */
  restMiB: number;
  mostMiB: number;
}

export interface DownloadsFigures {
  downloads: number;
  megabytes: number;
  floor: FetchFigures;
  service: FetchFigures;
}

const MB = 1_000_000;
const LOOK_EVERY_MS = 50;
const TOKEN = 'bench';

interface Image {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Many stations fetch the same image at once: from the firmware service in a process of its own, and from a bare HTTP server. */
export async function downloads(
  { downloads: count, megabytes }: { downloads: number; megabytes: number },
  o: { dir: string; nats: EmbeddedServer; postgres: EmbeddedServer },
): Promise<DownloadsFigures> {
  const image = writeImage(join(o.dir, 'image.bin'), megabytes);
  const floor = await fetchFromFloor(image, count);
  const { child, apiUrl } = await startService(
    'firmware-distribution',
    {
      NATS_URL: o.nats.url,
      DATABASE_URL: o.postgres.url,
      LOG_LEVEL: 'error',
      ADMIN_TOKEN: TOKEN,
      PARTITIONS: '4',
      FIRMWARE_DIR: join(o.dir, 'firmware'),
    },
    // As in the image.
    ['--max-semi-space-size=64'],
  );
  try {
    const call = async (path: string, body: FormData | object): Promise<{ id: string; url: string }> => {
      const form = body instanceof FormData;
      const headers = { authorization: `Bearer ${TOKEN}`, ...(form ? {} : { 'content-type': 'application/json' }) };
      const sent = { method: 'POST', headers, body: form ? body : JSON.stringify(body) };
      const answer = await fetch(`${apiUrl}/api/v1/firmware/images${path}`, sent);
      if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as { id: string; url: string };
    };
    const form = new FormData();
    for (const [name, value] of Object.entries({ vendor: 'Bench', model: 'B', version: '1', sha256: image.sha256 }))
      form.set(name, value);
    form.set('file', await openAsBlob(image.path), 'image.bin');
    // What the upload takes is not left out.
    const restMiB = residentMiB(child.pid as number);
    const { id } = await call('', form);
    const urls: string[] = [];
    for (let n = 0; n < count; n++) urls.push((await call(`/${id}/links`, { stationId: `B${n}` })).url);
    const figures = await fetchAll(urls, image, child.pid as number);
    return { downloads: count, megabytes, floor, service: { ...figures, restMiB } };
  } finally {
    await endService(child);
  }
}

async function fetchFromFloor(image: Image, count: number): Promise<FetchFigures> {
  const floor = fork(join(__dirname, '../file-server.js'), [image.path]);
  try {
    const port = await new Promise<number>((done) => floor.once('message', (m: { port: number }) => done(m.port)));
    const urls = Array.from({ length: count }, () => `http://127.0.0.1:${port}/image.bin`);
    return await fetchAll(urls, image, floor.pid as number);
  } finally {
    floor.kill();
  }
}

/** @throws Error if one of the downloads was not the image */
async function fetchAll(urls: string[], { sizeBytes, sha256 }: Image, pid: number): Promise<FetchFigures> {
  const restMiB = residentMiB(pid);
  let mostMiB = restMiB;
  const watch = setInterval(() => (mostMiB = Math.max(mostMiB, residentMiB(pid))), LOOK_EVERY_MS);
  const cpuBefore = cpuSeconds([pid]);
  const load = fork(join(__dirname, '../load/download-all.js'));
  try {
    load.send({ urls, sizeBytes, sha256 });
    const { seconds, wrong } = await new Promise<{ seconds: number; wrong: string[] }>((done, failed) => {
      load.once('message', done);
      load.once('exit', (code) => failed(new Error(`the downloads ended with code ${code}`)));
    });
    if (wrong.length > 0) throw new Error(`${wrong.length} of ${urls.length} downloads were wrong: ${wrong[0]}`);
    return { seconds, cpuSeconds: cpuSeconds([pid]) - cpuBefore, restMiB, mostMiB };
  } finally {
    clearInterval(watch);
    load.kill();
  }
}

function writeImage(path: string, megabytes: number): Image {
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  for (let n = 0; n < megabytes; n++) {
    const piece = randomBytes(MB);
    hash.update(piece);
    writeSync(file, piece);
  }
  closeSync(file);
  return { path, sizeBytes: megabytes * MB, sha256: hash.digest('hex') };
}

function residentMiB(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1_024;
}
