import type { Projection } from '@chargebus/messaging';
import { Health } from '../health/health';
import { Metrics } from '../metrics/metrics';
import { watchReaders } from './watch-readers';

type Reader = Parameters<typeof watchReaders>[2][string];
type State = ReturnType<Projection<never>['state']>;

describe('a reader that is watched', () => {
  const health = new Health();
  const metrics = new Metrics('billing');
  const counts = { events: 0, batches: 0, quarantined: 0, failures: 0, reopened: 0 };
  let state: State = { ready: true, halted: false };
  let tellApplied: Parameters<Reader['onApplied']>[0];
  watchReaders({ health, metrics }, 'billing', {
    facts: { state: () => state, counts, onApplied: (listener) => void (tellApplied = listener) },
  });
  const figure = async (name: string): Promise<string | undefined> =>
    (await metrics.render())
      .split('\n')
      .find((line) => line.startsWith(`${name}{`) && line.includes('reader="billing.facts"'));

  it('makes its service ready only while it reads, and says why not', async () => {
    expect((await health.ready()).ready).toBe(true);
    state = { ready: false, halted: false, reason: 'waiting for PostgreSQL' };
    expect(await health.ready()).toEqual({
      ready: false,
      checks: [{ name: 'billing facts', state: 'down', error: 'waiting for PostgreSQL' }],
    });
  });

  it('shows how far behind the log it was, what it put aside, and how often it read again what was lost', async () => {
    expect(await figure('chargebus_reader_reopened')).toMatch(/ 0$/);
    Object.assign(counts, { quarantined: 2, reopened: 3 });
    tellApplied([40, 1_500]);
    expect(await figure('chargebus_reader_records_total')).toMatch(/ 2$/);
    expect(await figure('chargebus_reader_delay_seconds_sum')).toMatch(/ 1\.54$/);
    expect(await figure('chargebus_reader_quarantined')).toMatch(/ 2$/);
    expect(await figure('chargebus_reader_reopened')).toMatch(/ 3$/);
  });
});
