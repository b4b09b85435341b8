import { setTimeout as pause } from 'node:timers/promises';
import { percentile, type BenchVersion } from '../load/plan';
import { LoadStation, type Counts } from '../load/station';
import type { NeighbourFigures, NeighbourPlan } from './neighbours';

const VERSIONS: readonly BenchVersion[] = ['1.6', '2.0.1'];
const LAST_ANSWERS_MS = 20_000;

/** Well-behaved stations, in a process of their own so that their times are not those of the fuzz. Told `take`, it gives its figures
 * since the last time; told `end`, it waits for the last answers. */
async function main({ url, stations, everyMs }: NeighbourPlan): Promise<void> {
  const counts: Counts = { measuring: true, latencies: [], errors: 0, calls: 0 };
  const connecting = Array.from({ length: stations }, async (_, n) => {
    const version = VERSIONS[n % VERSIONS.length] ?? '1.6';
    const place = { url, stationId: `GOOD-${n}`, version, goesOn: false };
    const station = await LoadStation.connect(place, counts);
    await station.boot();
    return station;
  });
  const all = await Promise.all(connecting);
  let ending = false;
  let unanswered = all.length;
  const running = all.map((station) => station.run(() => ending, everyMs).then(() => unanswered--));
  const take = (): void => {
    const latencies = counts.latencies.splice(0).sort((a, b) => a - b);
    const figures: NeighbourFigures = {
      messages: latencies.length,
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      errors: counts.errors,
      unanswered: ending ? unanswered : 0,
    };
    process.send?.(figures);
  };
  process.on('message', (word) => {
    if (word === 'take') return take();
    ending = true;
    // A station that was disconnected sends into nothing, and so is among the unanswered.
    void Promise.race([Promise.all(running), pause(LAST_ANSWERS_MS)]).then(() => {
      take();
      for (const station of all) station.end();
      process.exit(0);
    });
  });
  take();
}

void main(JSON.parse(process.argv[2] ?? '{}') as NeighbourPlan);
