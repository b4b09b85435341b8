import { setTimeout as pause } from 'node:timers/promises';
import { percentile, stationName, type FromGenerator, type LoadFigures, type LoadPlan } from './plan';
import { LoadStation, type Counts } from './station';

/** Connecting is not what is measured: a storm of it would only be refused for a while. */
const CONNECTS_AT_ONCE = 50;
const LAST_ANSWERS_MS = 10_000;

/** A process of its own: its CPU time is not the platform's. Connects and warms up, measures when told, says what it counted. */
async function main(plan: LoadPlan): Promise<void> {
  const counts: Counts = { measuring: false, latencies: [], errors: 0, calls: 0 };
  const stations = await connectAll(plan, counts);
  const everyMs = plan.rate === undefined ? 0 : (stations.length / plan.rate) * 1_000;
  await runAll(stations, plan.warmUpMs, everyMs);
  const told = new Promise((resolve) => process.once('message', resolve));
  say({ phase: 'warm' });
  await told;
  counts.measuring = true;
  const begun = performance.now();
  const unanswered = await runAll(stations, plan.measureMs, everyMs);
  const seconds = (performance.now() - begun) / 1_000;
  counts.measuring = false;
  say({ phase: 'ended' });
  say({ figures: toFigures(counts, Math.min(seconds, plan.measureMs / 1_000 + 1), unanswered) });
  for (const station of stations) station.end();
  process.disconnect?.();
}

async function connectAll(plan: LoadPlan, counts: Counts): Promise<LoadStation[]> {
  const stations: LoadStation[] = [];
  while (stations.length < plan.stations) {
    const next = Array.from({ length: Math.min(CONNECTS_AT_ONCE, plan.stations - stations.length) }, async (_, i) => {
      const n = stations.length + i;
      const version = plan.versions[n % plan.versions.length] ?? '1.6';
      const soap = plan.soap === true;
      const stationId = `${soap ? 'SOAP-' : ''}${stationName(n)}`;
      const o = { url: plan.url, stationId, version, goesOn: plan.charging === true, soap };
      const station = await LoadStation.connect(o, counts);
      await station.boot();
      return station;
    });
    stations.push(...(await Promise.all(next)));
  }
  return stations;
}

/** Lets all stations charge for a time and gets their last answers. @returns how many messages were never answered */
async function runAll(stations: readonly LoadStation[], forMs: number, everyMs: number): Promise<number> {
  const endAt = performance.now() + forMs;
  let running = stations.length;
  const ended = stations.map((station) => station.run(() => performance.now() >= endAt, everyMs).then(() => running--));
  await Promise.race([Promise.all(ended), pause(forMs + LAST_ANSWERS_MS)]);
  return running;
}

function toFigures({ latencies, errors, calls }: Counts, seconds: number, unanswered: number): LoadFigures {
  const sorted = latencies.sort((a, b) => a - b);
  return {
    messages: sorted.length,
    seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    errors: errors + unanswered,
    calls,
  };
}

function say(message: FromGenerator): void {
  process.send?.(message);
}

void main(JSON.parse(process.argv[2] ?? '{}') as LoadPlan);
