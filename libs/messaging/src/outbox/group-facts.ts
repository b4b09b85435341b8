import { createHash } from 'node:crypto';

/** An unpublished row of the outbox. */
export interface OutboxRow {
  readonly id: number;
  readonly partition: number;
  /** The fact as JSON text. */
  readonly body: string;
}

/** A record ready to be published: resent unchanged until it has its PubAck. */
export interface SealedRecord {
  readonly partition: number;
  readonly ids: readonly number[];
  readonly payload: string;
  /** Of its content: the same facts published twice count once within the dedupe window, whoever publishes them. */
  readonly messageId: string;
}

const MOST_BYTES = 256 * 1024;
const MOST_EVENTS = 500;

/** Groups rows into records, in order within each partition. */
export function groupFacts(rows: readonly OutboxRow[]): Map<number, SealedRecord[]> {
  const byPartition = new Map<number, SealedRecord[]>();
  const open = new Map<number, { rows: OutboxRow[]; bytes: number }>();
  const close = (partition: number): void => {
    const group = open.get(partition);
    if (group === undefined) return;
    open.delete(partition);
    const records = byPartition.get(partition) ?? [];
    byPartition.set(partition, records);
    records.push(seal(partition, group.rows));
  };
  for (const row of rows) {
    const bytes = Buffer.byteLength(row.body) + 1;
    const group = open.get(row.partition);
    if (group !== undefined && (group.bytes + bytes > MOST_BYTES || group.rows.length >= MOST_EVENTS))
      close(row.partition);
    const into = open.get(row.partition) ?? { rows: [], bytes: 0 };
    open.set(row.partition, into);
    into.rows.push(row);
    into.bytes += bytes;
  }
  for (const partition of [...open.keys()]) close(partition);
  return byPartition;
}

function seal(partition: number, rows: readonly OutboxRow[]): SealedRecord {
  const payload = `{"v":1,"events":[${rows.map((row) => row.body).join(',')}]}`;
  const messageId = `outbox-${createHash('sha256').update(payload).digest('base64url')}`;
  return { partition, ids: rows.map((row) => row.id), payload, messageId };
}
