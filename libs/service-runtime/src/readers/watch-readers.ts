import type { OutboxRelay, Projection } from '@chargebus/messaging';
import type { Runtime } from '../run/runtime';

/** A projection, as far as one watches it. */
type Reader = Pick<Projection<never>, 'state' | 'counts' | 'onApplied'>;

/** Seconds from a record's place in the log to its rows. */
const DELAY_BUCKETS = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 10, 30, 60, 300];
/** Facts that wait this long are not late by chance: the relay is stuck. */
const OUTBOX_LATE_MS = 60_000;

type Watched = Pick<Runtime, 'health' | 'metrics'>;

/**
 * Makes a service's readers seen: not ready while one does not read, and figures of what each applied, put aside, and how far
 * behind the log it was (`chargebus_reader_*`).
 * @param service - the service's name, before the reader's in checks and labels
 */
export function watchReaders({ health, metrics }: Watched, service: string, readers: Record<string, Reader>): void {
  const delays = metrics.histogram(
    'chargebus_reader_delay_seconds',
    'How long records were in the log before their rows were committed.',
    ['reader'],
    DELAY_BUCKETS,
  );
  const applied = metrics.counter('chargebus_reader_records_total', 'Records of the log applied.', ['reader']);
  const aside = metrics.gauge('chargebus_reader_quarantined', 'Events put aside since the start.', ['reader']);
  const reopened = metrics.gauge(
    'chargebus_reader_reopened',
    'How often since the start a reader read again what was lost on its way: the process stands still too long.',
    ['reader'],
  );
  for (const [name, reader] of Object.entries(readers)) {
    health.add(`${service} ${name}`, () => {
      const { ready, reason } = reader.state();
      if (!ready) throw new Error(reason ?? 'not reading');
    });
    const label = { reader: `${service}.${name}` };
    aside.set(label, 0);
    reopened.set(label, 0);
    reader.onApplied((delaysMs) => {
      for (const ms of delaysMs) delays.observe(label, ms / 1_000);
      applied.inc(label, delaysMs.length);
      aside.set(label, reader.counts.quarantined);
      reopened.set(label, reader.counts.reopened);
    });
  }
}

/** Makes a service's outbox seen: not ready while facts wait for more than a minute, and how many wait (`chargebus_outbox_waiting`). */
export function watchOutbox({ health, metrics }: Watched, service: string, relay: Pick<OutboxRelay, 'backlog'>): void {
  health.add(`${service} outbox`, async () => {
    const { waiting, oldestWrittenAt } = await relay.backlog();
    const lateMs = oldestWrittenAt === null ? 0 : Date.now() - Date.parse(oldestWrittenAt);
    if (lateMs > OUTBOX_LATE_MS) {
      throw new Error(`${waiting} facts wait, the oldest for ${Math.round(lateMs / 1_000)} s`);
    }
  });
  // One gauge a service: several may live in one process, and each reads its own database.
  metrics.gauge(`chargebus_${service}_outbox_waiting`, 'Facts that wait to be published.', [], async (gauge) => {
    // With PostgreSQL away the other figures are still wanted: this one is NaN.
    gauge.set(
      await relay.backlog().then(
        ({ waiting }) => waiting,
        () => Number.NaN,
      ),
    );
  });
}
