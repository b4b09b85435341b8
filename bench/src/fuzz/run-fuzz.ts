import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { testNats, testPostgres } from '@chargebus/embedded-infra';
import { Random, type OcppVersion } from '@chargebus/station-simulator';
import { BenchPlatform } from '../platform';
import { faultsOf } from './faults';
import { FrameSource } from './frame-source';
import { noCounts, type FuzzCounts } from './fuzz-counts';
import { goodFrames } from './good-frames';
import { Neighbours, type NeighbourFigures } from './neighbours';
import { OddStation } from './odd-station';
import { quarantinedEvents } from './quarantined';
import { watchProcess, type Watched } from './watch-process';

export interface FuzzOptions {
  frames: number;
  /** The same seed gives each odd station the same frames. */
  seed: string;
  /** Well-behaved ones. */
  stations: number;
  /** Odd ones, a third of them of each version. */
  oddStations: number;
  /** Frames a second of all odd stations together; each sends as fast as it is answered without it. */
  rate?: number | undefined;
  /** Stop sending after so long. */
  limitMs: number;
  /** How long the well-behaved stations charge alone before. */
  quietMs: number;
  /** Folder for a CPU profile of the services. */
  profile?: string | undefined;
  say(line: string): void;
}

export interface FuzzReport {
  counts: FuzzCounts;
  seconds: number;
  /** How long the readers took to catch up after the last frame. */
  settledAfterSeconds: number | undefined;
  without: NeighbourFigures;
  during: NeighbourFigures;
  after: NeighbourFigures;
  watched: Watched;
  remarks: Record<string, number>;
  quarantined: string[];
  /** What of the promises was broken, in words; empty: the gateway held. */
  faults: string[];
}

const SUBPROTOCOLS: Record<OcppVersion, string> = { '1.6': 'ocpp1.6', '2.0.1': 'ocpp2.0.1', '2.1': 'ocpp2.1' };
const VERSIONS = Object.keys(SUBPROTOCOLS) as OcppVersion[];
const MESSAGE_EVERY_MS = 250;
const SETTLES_WITHIN_MS = 600_000;

/**
 * All stations come from one address, and odd ones are thrown out many times a second: limits that are right for real ones
 * (README of the gateway's settings) would end the campaign at the door. Everything else is as operators run it.
 */
const OPEN_DOOR = { STATION_RATE: '1000', STATION_BURST: '100000', ADDRESS_RATE: '5000', ADDRESS_BURST: '100000' };

/** Odd stations send mutated frames and raw bytes at the built platform, while well-behaved ones charge beside them. */
export async function runFuzz(o: FuzzOptions): Promise<FuzzReport> {
  const dir = mkdtempSync(join(tmpdir(), 'chargebus-fuzz-'));
  const [nats, postgres] = await Promise.all([testNats(), testPostgres()]);
  let output = '';
  try {
    const onOutput = (text: string): void => void (output += text);
    const platform = await BenchPlatform.start({ dir, nats, postgres, env: OPEN_DOOR, onOutput, profile: o.profile });
    try {
      return await campaign(o, platform, postgres.url, () => output);
    } finally {
      await platform.stop();
    }
  } finally {
    await Promise.all([nats.stop(), postgres.stop()]);
    rmSync(dir, { recursive: true, force: true });
  }
}

async function campaign(
  o: FuzzOptions,
  platform: BenchPlatform,
  databaseUrl: string,
  output: () => string,
): Promise<FuzzReport> {
  const counts = noCounts();
  const odd = oddStations(o, platform.stationsUrl, counts);
  const neighbours = await Neighbours.start({
    url: platform.stationsUrl,
    stations: o.stations,
    everyMs: MESSAGE_EVERY_MS,
  });
  try {
    await pause(o.quietMs);
    const without = await neighbours.take();
    const began = Date.now();
    const stopAt = began + o.limitMs;
    const watching = watchProcess(platform, counts, o);
    const stop = (): boolean => Date.now() > stopAt || watching.hasEnded();
    const share = Math.ceil(o.frames / odd.length);
    const ended = await Promise.allSettled(odd.map((station) => station.run(share, stop)));
    const seconds = (Date.now() - began) / 1_000;
    const during = await neighbours.take();
    const watched = await watching.stop();
    for (const end of ended) if (end.status === 'rejected') counts.faults.push(String(end.reason));
    o.say('all frames are sent; the last sockets end, and the readers catch up');
    await Promise.all(odd.map((station) => station.finish()));
    const after = await neighbours.end();
    const settledAfterSeconds = await settle(platform);
    const metrics = await platform.metrics().catch(() => []);
    const quarantineCount = metrics
      .filter(({ name }) => name === 'chargebus_reader_quarantined')
      .reduce((sum, { value }) => sum + value, 0);
    const remarks: Record<string, number> = {};
    for (const { name, labels, value } of metrics) {
      if (name !== 'chargebus_gateway_remarks_total') continue;
      const remark = labels['remark'] ?? '';
      remarks[remark] = (remarks[remark] ?? 0) + value;
    }
    const quarantined = quarantineCount > 0 ? await quarantinedEvents(databaseUrl) : [];
    const found = { counts, seconds, settledAfterSeconds, without, during, after, watched, remarks, quarantined };
    const stillReady = await platform.isReady();
    return { ...found, faults: faultsOf(found, { quarantineCount, stillReady, output: output() }) };
  } finally {
    neighbours.kill();
  }
}

function oddStations(o: FuzzOptions, url: string, counts: FuzzCounts): OddStation[] {
  const random = new Random(o.seed);
  const good = VERSIONS.map((version) => goodFrames(version, random.fork(version)));
  return Array.from({ length: o.oddStations }, (_, n) => {
    const which = n % VERSIONS.length;
    const [version, frames] = [VERSIONS[which], good[which]];
    if (version === undefined || frames === undefined) throw new RangeError(`no version ${which}`);
    const own = random.fork(`station ${n}`);
    return new OddStation({
      url: `${url}/ODD-${n}`,
      subprotocol: SUBPROTOCOLS[version],
      compress: n % 4 === 3,
      everyMs: o.rate === undefined ? 0 : (1_000 * o.oddStations) / o.rate,
      source: new FrameSource(frames, own),
      random: own,
      counts,
    });
  });
}

/** @returns seconds, or undefined if the readers did not catch up */
async function settle(platform: BenchPlatform): Promise<number | undefined> {
  const began = Date.now();
  const settled = platform.settled().then(
    () => true,
    () => false,
  );
  const inTime = await Promise.race([settled, pause(SETTLES_WITHIN_MS, false, { ref: false })]);
  return inTime ? (Date.now() - began) / 1_000 : undefined;
}
