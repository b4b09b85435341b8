import { percentile, type LoadPlan } from '../load/plan';
import type { BenchPlatform } from '../platform';
import type { MetricSample } from '../prometheus';
import { lagsSince, type Lag } from './fixed-rate';
import { memory, type MemoryFigures } from './memory';

export interface SessionsFigures extends MemoryFigures {
  lags: Lag[];
  /** From a sample's receipt to a client of the event stream that follows all sessions. */
  seen: { updates: number; p50Ms: number; p99Ms: number };
  /** Sessions that run at the end. */
  charging: number;
}

/** Each station has a session that goes on and samples it at a fixed rate: how far everybody who looks at it is behind. */
export async function sessions(plan: Omit<LoadPlan, 'url'>, platform: BenchPlatform): Promise<SessionsFigures> {
  let before: MetricSample[] = [];
  const delays: number[] = [];
  const leaving = new AbortController();
  let following = Promise.resolve();
  const figures = await memory({ ...plan, charging: true }, platform, {
    whileQuiet: async () => {
      before = await platform.metrics();
      const chunks = await platform.events('?kind=session.updated', leaving.signal);
      following = note(chunks, delays).catch(() => undefined);
    },
  });
  const after = await platform.metrics();
  leaving.abort();
  await following;
  const sorted = delays.sort((a, b) => a - b);
  const open = after.filter(
    ({ name, labels }) => name === 'chargebus_sessions_open' && labels['status'] === 'charging',
  );
  return {
    ...figures,
    lags: lagsSince(before, after),
    seen: { updates: sorted.length, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) },
    charging: open.reduce((sum, { value }) => sum + value, 0),
  };
}

async function note(chunks: AsyncIterable<string>, delays: number[]): Promise<void> {
  let text = '';
  for await (const chunk of chunks) {
    const lines = `${text}${chunk}`.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: ')) continue;
      const { at } = JSON.parse(line.slice('data: '.length)) as { at: string };
      delays.push(Date.now() - Date.parse(at));
    }
  }
}
