import { gather } from '../crowd';
import type { CrowdFigures } from '../load/crowd-plan';
import type { BenchPlatform } from '../platform';

/** All stations connect at the same instant: how long until every one is booted; then once more, as known ones. */
export async function storm(
  stations: number,
  platform: BenchPlatform,
): Promise<{ strangers: CrowdFigures; known: CrowdFigures }> {
  const plan = { url: platform.stationsUrl, stations, atOnce: stations, prefix: 'STORM-' };
  const strangers = await gather(plan);
  await strangers.leave();
  await platform.settled();
  const known = await gather(plan);
  await known.leave();
  return { strangers, known };
}
