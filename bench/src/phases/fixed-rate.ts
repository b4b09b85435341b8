import { setTimeout as pause } from 'node:timers/promises';
import { percentile, stationName, type LoadPlan } from '../load/plan';
import { measure, type Measured } from '../measure';
import type { BenchPlatform } from '../platform';
import { bucketGrowth, histogramPercentile, type MetricSample } from '../prometheus';

/** How long records were in the log before a reader had their rows. */
export interface Lag {
  reader: string;
  p50Ms: number;
  p99Ms: number;
}

export interface FixedRateFigures {
  load: Measured;
  lag: Lag[];
  /** Commands while all stations are silent, and beside the load. */
  quietCommands: CommandFigures;
  commands: CommandFigures;
}

/** API call to its answer, which holds the station's own. */
export interface CommandFigures {
  count: number;
  failed: number;
  p50Ms: number;
  p99Ms: number;
}

const COMMAND_EVERY_MS = 40;
const QUIET_MS = 5_000;

/** A fixed number of messages a second: how far the services are behind, and how long a command takes beside it. */
export async function fixedRate(plan: Omit<LoadPlan, 'url'>, platform: BenchPlatform): Promise<FixedRateFigures> {
  let before: MetricSample[] = [];
  let quietCommands: CommandFigures | undefined;
  let commands: Promise<CommandFigures> | undefined;
  const load = await measure({ ...plan, url: platform.stationsUrl }, platform, {
    whileQuiet: async () => {
      quietCommands = await sendCommands(platform, plan.stations, QUIET_MS);
      before = await platform.metrics();
    },
    onBegin: () => {
      commands = sendCommands(platform, plan.stations, plan.measureMs);
    },
  });
  const lag = lagsSince(before, await platform.metrics());
  const none = { count: 0, failed: 0, p50Ms: 0, p99Ms: 0 };
  return { load, lag, quietCommands: quietCommands ?? none, commands: (await commands) ?? none };
}

/** Of every reader, between two readings of the metrics. */
export function lagsSince(before: readonly MetricSample[], after: readonly MetricSample[]): Lag[] {
  return [...bucketGrowth(before, after, 'chargebus_reader_delay_seconds', 'reader')].map(([reader, buckets]) => ({
    reader,
    p50Ms: histogramPercentile(buckets, 0.5) * 1_000,
    p99Ms: histogramPercentile(buckets, 0.99) * 1_000,
  }));
}

async function sendCommands(platform: BenchPlatform, stations: number, forMs: number): Promise<CommandFigures> {
  const latencies: number[] = [];
  let failed = 0;
  const running: Promise<void>[] = [];
  const send = async (): Promise<void> => {
    const station = stationName(Math.floor(Math.random() * stations));
    const sentAt = performance.now();
    const outcome = await platform
      .api('POST', `/stations/${station}/commands?waitS=10`, { type: 'clear-cache' })
      .catch(() => undefined);
    if ((outcome as { status?: string } | undefined)?.status === 'accepted') latencies.push(performance.now() - sentAt);
    else failed++;
  };
  const endAt = performance.now() + forMs;
  while (performance.now() < endAt) {
    running.push(send());
    await pause(COMMAND_EVERY_MS);
  }
  await Promise.all(running);
  const sorted = latencies.sort((a, b) => a - b);
  return { count: sorted.length, failed, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}
