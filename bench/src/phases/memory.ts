import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadPlan } from '../load/plan';
import { measure, type MeasureOptions, type Measured } from '../measure';
import type { BenchPlatform } from '../platform';

export interface MemoryFigures {
  load: Measured;
  /** Resident memory of the services, evenly spaced over the measuring. */
  rssMiB: number[];
  /** Growth over the second half by a line through it, in MiB a minute. */
  growthMiBPerMinute: number;
}

const LOOKS = 40;

/** A steady load for minutes: does memory stay flat. */
export async function memory(
  plan: Omit<LoadPlan, 'url'>,
  platform: BenchPlatform,
  o: Pick<MeasureOptions, 'whileQuiet'> = {},
): Promise<MemoryFigures> {
  const rssMiB: number[] = [];
  const everyMs = plan.measureMs / LOOKS;
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    for (let n = 0; n < LOOKS; n++) {
      await pause(everyMs);
      rssMiB.push(residentMiB(platform.servicePids()));
    }
  };
  const onBegin = (): void => {
    looking = look();
  };
  const load = await measure({ ...plan, url: platform.stationsUrl }, platform, { ...o, onBegin });
  await looking;
  return { load, rssMiB, growthMiBPerMinute: slope(rssMiB.slice(LOOKS / 2)) / (everyMs / 60_000) };
}

/** Resident memory of processes together, in MiB. @throws if one is gone */
export function residentMiB(pids: readonly number[]): number {
  const ofEach = pids.map((pid) => {
    const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1_024;
  });
  return ofEach.reduce((sum, mib) => sum + mib, 0);
}

/** Slope of the line through evenly spaced values, by least squares. */
export function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [above, below] = values.reduce(
    ([a, b], value, i) => [a + (i - middle) * (value - mean), b + (i - middle) ** 2],
    [0, 0],
  );
  return above / below;
}
