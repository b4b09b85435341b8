import type { Fact, StationEvent } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type { LogFault } from './decode-record';
import type { Projected } from './projected';

/** What failed and waits for an operator. */
export interface QuarantinedRow {
  id: number;
  tenantId: string;
  reader: string;
  partition: number;
  epoch: string;
  seq: number;
  /** -1: the record as a whole could not be read. */
  index: number;
  error: string;
  /** JSON text of the event; of an unreadable record its text as one JSON string. */
  event: string;
  attempts: number;
  quarantinedAt: string;
  replayedAt: string | null;
}

export const QUARANTINE_COLUMNS = `id, tenant_id AS "tenantId", reader, partition, epoch, seq, index, error, event, attempts,
  quarantined_at AS "quarantinedAt", replayed_at AS "replayedAt"`;

/** Keeps a fault. Found again by a rebuild or a failed replay, it is the same row with one attempt more. */
export async function quarantine(em: EntityManager, reader: string, epoch: string, fault: LogFault): Promise<void> {
  // `event` is text, not jsonb: jsonb refuses \u0000, and then the quarantine itself would fail.
  await em.query(
    `INSERT INTO quarantine (tenant_id, reader, partition, epoch, seq, index, error, event)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (reader, epoch, seq, index)
     DO UPDATE SET error = EXCLUDED.error, attempts = quarantine.attempts + 1, replayed_at = NULL`,
    [
      fault.tenantId,
      reader,
      fault.partition,
      epoch,
      fault.seq,
      fault.index,
      describeError(fault.error),
      fault.text.replaceAll('\u0000', ''),
    ],
  );
}

/** What failed at an event that could be read. */
export function faultOf(at: Projected<StationEvent | Fact>, error: unknown): LogFault {
  const { seq, index, partition, event } = at;
  return { seq, index, partition, tenantId: event.tenantId, error, text: JSON.stringify(event) };
}

function describeError(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
  return text.replaceAll('\u0000', '').slice(0, 4_000);
}
