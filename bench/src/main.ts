import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startNats, startPostgres, type EmbeddedServer } from '@chargebus/embedded-infra';
import { cpuSeconds } from './cpu';
import type { LoadFigures, LoadPlan } from './load';

const TOKEN = 'bench-admin-token';
const { values } = parseArgs({
  options: {
    stations: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '15' },
    'warm-up': { type: 'string', default: '5' },
    /** Folder for a CPU profile of the services. */
    profile: { type: 'string' },
  },
});

interface Measured extends LoadFigures {
  cpuSecondsPer1000: number;
  /** The same by process. */
  byProcess: Record<string, number>;
}

/** Loads a server and takes the CPU time of `processes` (name to pid) while the load is measured; the generator's own is not in it. */
async function measure(url: string, processes: Record<string, number>): Promise<Measured> {
  const plan: LoadPlan = {
    url,
    stations: Number(values.stations),
    warmUpMs: Number(values['warm-up']) * 1_000,
    measureMs: Number(values.seconds) * 1_000,
  };
  const generator = fork(join(__dirname, 'load.js'), [JSON.stringify(plan)]);
  const cpuNow = (): number[] => Object.values(processes).map((pid) => cpuSeconds([pid]));
  let before: number[] = [];
  let after: number[] = [];
  const figures = await new Promise<LoadFigures>((resolve, reject) => {
    generator.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)));
    generator.on('message', (message: { phase?: string; figures?: LoadFigures }) => {
      if (message.phase === 'begin') before = cpuNow();
      if (message.phase === 'end') after = cpuNow();
      if (message.figures) resolve(message.figures);
    });
  });
  const used = Object.keys(processes).map((_, i) => (((after[i] ?? 0) - (before[i] ?? 0)) / figures.messages) * 1_000);
  return {
    ...figures,
    cpuSecondsPer1000: used.reduce((sum, seconds) => sum + seconds, 0),
    byProcess: Object.fromEntries(Object.keys(processes).map((name, i) => [name, used[i] ?? 0])),
  };
}

async function measureFloor(nats: EmbeddedServer): Promise<Measured> {
  const floor = fork(join(__dirname, 'floor-server.js'), [nats.url]);
  const port = await new Promise<number>((resolve) => floor.once('message', (m: { port: number }) => resolve(m.port)));
  try {
    return await measure(`ws://127.0.0.1:${port}`, { floor: pidOf(floor), nats: nats.pid });
  } finally {
    floor.kill();
  }
}

async function measurePlatform(nats: EmbeddedServer, postgres: EmbeddedServer, dir: string): Promise<Measured> {
  const [apiPort, ocppPort] = [await freePort(), await freePort()];
  const platform = fork(join(__dirname, '../../apps/platform/dist/main.js'), {
    silent: true,
    execArgv: values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      CHARGEBUS_DIR: dir,
      NATS_URL: nats.url,
      DATABASE_URL: postgres.url,
      ADMIN_TOKEN: TOKEN,
      API_PORT: String(apiPort),
      OCPP_PORT: String(ocppPort),
      LOG_LEVEL: 'warn',
    },
  });
  platform.stderr?.pipe(process.stderr);
  await new Promise<void>((resolve, reject) => {
    platform.once('exit', (code) => reject(new Error(`the platform ended with ${code}`)));
    platform.stdout?.on('data', (data: Buffer) => data.toString().includes('Chargebus is up') && resolve());
  });
  try {
    await api(apiPort, 'PUT', '/tokens/BENCH', { status: 'accepted' });
    await api(apiPort, 'POST', '/tariffs', {
      name: 'bench',
      currency: 'EUR',
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '0.35' }] }],
      assignments: [{ default: true }],
    });
    return await measure(`ws://127.0.0.1:${ocppPort}/ocpp`, {
      services: pidOf(platform),
      nats: nats.pid,
      postgresql: postgres.pid,
    });
  } finally {
    platform.removeAllListeners('exit');
    const ended = new Promise((resolve) => platform.once('exit', resolve));
    platform.kill('SIGTERM');
    await ended;
  }
}

async function api(port: number, method: string, path: string, body: object): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the process did not start');
  return child.pid;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function row(name: string, figures: Measured, floor: Measured): string {
  const cells = [
    name.padEnd(10),
    (figures.messages / figures.seconds).toFixed(0).padStart(12),
    figures.cpuSecondsPer1000.toFixed(3).padStart(20),
    figures.p50Ms.toFixed(1).padStart(9),
    figures.p99Ms.toFixed(1).padStart(9),
    String(figures.errors).padStart(7),
    `${(figures.cpuSecondsPer1000 / floor.cpuSecondsPer1000).toFixed(1)} x`.padStart(12),
  ];
  return cells.join('');
}

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'chargebus-bench-'));
  const nats = await startNats({ dir: join(dir, 'nats') });
  const postgres = await startPostgres({ dir: join(dir, 'postgres') });
  try {
    console.log(
      `closed loop of ${values.stations} stations (OCPP 1.6), ${values.seconds} s, ${cpus().length} cores: ${cpus()[0]?.model}`,
    );
    const floor = await measureFloor(nats);
    const platform = await measurePlatform(nats, postgres, dir);
    console.log('            messages/s   CPU-s per 1,000 msgs   p50 ms   p99 ms  errors   CPU : floor');
    console.log(row('floor', floor, floor));
    console.log(row('platform', platform, floor));
    const parts = Object.entries(platform.byProcess).map(([name, seconds]) => `${name} ${seconds.toFixed(3)}`);
    console.log(`platform by process: ${parts.join(', ')}`);
    console.log('CPU: all processes but the load generator (platform: services, nats-server, PostgreSQL).');
    console.log('Floor: ws + JSON.parse + grouped JetStream appends, nothing else.');
  } finally {
    await postgres.stop();
    await nats.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
