import { setTimeout as pause } from 'node:timers/promises';
import { residentMiB, slope } from '../phases/memory';
import type { BenchPlatform } from '../platform';
import type { FuzzCounts } from './fuzz-counts';

export interface Watched {
  /** Resident memory of the services at the start and after every 1 % of the frames. */
  rssMiB: number[];
  /** By the line through the second half of these, over that half. */
  growthMiB: number;
  /** What the services said when they did not say that they are ready, twice in a row. */
  notReady: string[];
  looks: number;
}

const LOOK_EVERY_MS = 100;
const SECOND_LOOK_AFTER_MS = 1_000;
/** One after each 1 % of the frames, so that a campaign cut short has enough of them; every fifth is told. */
const LOOKS = 100;
const TOLD = 5;

/** Looks at the services' process as the frames go by. */
export function watchProcess(
  platform: BenchPlatform,
  counts: FuzzCounts,
  o: { frames: number; say(line: string): void },
): { stop(): Promise<Watched>; /** Whether the process is gone. */ hasEnded(): boolean } {
  const rssMiB: number[] = [];
  const notReady: string[] = [];
  let [looks, ending, ended] = [0, false, false];
  /** As an orchestrator judges: one check that timed out on a busy machine is nothing yet. */
  const whyNotReadyStill = async (): Promise<string | undefined> => {
    await pause(SECOND_LOOK_AFTER_MS);
    return platform.whyNotReady();
  };
  const look = async (): Promise<void> => {
    const why = (await platform.whyNotReady()) && (await whyNotReadyStill());
    if (why !== undefined) notReady.push(why);
    looks++;
    // A process that has died has no memory to look at: that shows as not ready.
    const rss = findResidentMiB(platform);
    if (rss === undefined) return;
    rssMiB.push(rss);
    const share = ((counts.frames / o.frames) * 100).toFixed(0);
    if (rssMiB.length % TOLD === 1)
      o.say(`${share.padStart(3)} %  ${counts.frames} frames, ${rss.toFixed(0)} MiB, ${counts.connects} connects`);
  };
  const watching = (async () => {
    await look();
    while (!ending) {
      await pause(LOOK_EVERY_MS);
      ended = findResidentMiB(platform) === undefined;
      if (counts.frames >= (o.frames / LOOKS) * looks) await look();
    }
    if (counts.frames < o.frames) await look();
  })();
  return {
    hasEnded: () => ended,
    stop: async () => {
      ending = true;
      await watching;
      const half = rssMiB.slice(Math.floor(rssMiB.length / 2));
      return { rssMiB, growthMiB: half.length > 1 ? slope(half) * (half.length - 1) : 0, notReady, looks };
    },
  };
}

function findResidentMiB(platform: BenchPlatform): number | undefined {
  try {
    return residentMiB(platform.servicePids());
  } catch {
    return undefined;
  }
}
