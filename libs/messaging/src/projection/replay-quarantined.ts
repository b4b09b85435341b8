import type { Fact, StationEvent } from '@chargebus/contracts';
import { ALL_TENANTS, inTenant } from '@chargebus/database';
import { dropApplied } from './applied-rows';
import { BufferedTransaction, underSavepoint, type Applier } from './apply-batch';
import type { RecordDecoder } from './decode-record';
import type { Projected, ProjectionTransaction } from './projected';
import { faultOf, quarantine, QUARANTINE_COLUMNS, type QuarantinedRow } from './quarantine';

export type ReplayOutcome = 'replayed' | 'failed-again' | 'not-found';

type Replayed<E extends StationEvent | Fact> = (event: Projected<E>, tx: ProjectionTransaction) => Promise<void>;

/**
 * Applies a quarantined event now, after what was wrong has been mended; of an unreadable record all its events. Ids derive from where
 * it stands in the log, so it makes the rows it would have made. Of an unreadable record nothing is applied that came again meanwhile,
 * readable. The partition's batches wait until it is done.
 * @throws outages
 */
export async function replayQuarantined<E extends StationEvent | Fact>(
  applier: Applier<E>,
  decode: RecordDecoder<E>,
  id: number,
  onReplayed?: Replayed<E>,
): Promise<ReplayOutcome> {
  return inTenant(applier.dataSource, ALL_TENANTS, async (em) => {
    const found = await em.query<QuarantinedRow[]>(
      `SELECT ${QUARANTINE_COLUMNS} FROM quarantine WHERE id = $1 AND reader = $2 AND replayed_at IS NULL FOR UPDATE`,
      [id, applier.reader],
    );
    const row = found[0];
    if (row === undefined) return 'not-found';
    await applier.offsets.lock(em, row.partition);
    const { events, faults } = eventsOf(row, decode);
    const [fault] = faults;
    if (fault !== undefined) {
      await quarantine(em, applier.reader, row.epoch, { ...fault, index: row.index, text: row.event });
      return 'failed-again';
    }
    const tx = new BufferedTransaction(em, applier.partitions);
    const error = await underSavepoint(tx, async () => {
      for (const at of (await dropApplied(em, applier.reader, { events, faults })).events) {
        await applier.apply([at], tx);
        await onReplayed?.(at, tx);
      }
    });
    if (error !== undefined) {
      const again = { ...faultOf(events[0]!, error), index: row.index, text: row.event };
      await quarantine(em, applier.reader, row.epoch, again);
      return 'failed-again';
    }
    await em.query('UPDATE quarantine SET replayed_at = now() WHERE id = $1', [id]);
    return 'replayed';
  });
}

function eventsOf<E extends StationEvent | Fact>(row: QuarantinedRow, decode: RecordDecoder<E>) {
  // A whole record is kept as one JSON string; an event as itself, and goes back into a record of its own.
  const text = row.index < 0 ? (JSON.parse(row.event) as string) : `{"v":1,"events":[${row.event}]}`;
  const decoded = decode(row.epoch, { seq: row.seq, partition: row.partition, data: Buffer.from(text, 'utf8') });
  if (row.index < 0) return decoded;
  return { ...decoded, events: decoded.events.map((at) => ({ ...at, index: row.index })) };
}
