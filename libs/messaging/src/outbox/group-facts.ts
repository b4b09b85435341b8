import { createHash } from 'node:crypto';

/** A row of the outbox: what one transaction said in one partition. */
export interface OutboxRow {
  readonly id: number;
  /** A UUID that no other row has, of this outbox or another, ever. */
  readonly key: string;
  readonly partition: number;
  /** Kinds of its facts, separated by commas. */
  readonly kinds: string;
  /** How many facts. */
  readonly facts: number;
  /** The facts as JSON texts, separated by commas. */
  readonly body: string;
}

/** A record ready to be published: resent unchanged until it has its PubAck. */
export interface SealedRecord {
  readonly partition: number;
  readonly ids: readonly number[];
  readonly keys: readonly string[];
  readonly kinds: string;
  readonly payload: string;
  /** Of its content: the same facts published twice count once within the dedupe window, whoever publishes them. */
  readonly messageId: string;
}

/** A record, and a row, closes here. */
export const MOST_BYTES = 256 * 1024;
export const MOST_EVENTS = 500;
/** What a row adds to its record besides its facts: its key and commas. */
const ROW_BYTES = 48;

/** Two lists of kinds as one, each kind once. */
export function joinKinds(a: string, b: string): string {
  return a === b ? a : [...new Set([...a.split(','), ...b.split(',')])].join(',');
}

/** Groups rows into records, in order within each partition. */
export function groupFacts(rows: readonly OutboxRow[]): Map<number, SealedRecord[]> {
  const byPartition = new Map<number, SealedRecord[]>();
  const open = new Map<number, { rows: OutboxRow[]; bytes: number; facts: number }>();
  const close = (partition: number): void => {
    const group = open.get(partition);
    if (group === undefined) return;
    open.delete(partition);
    const records = byPartition.get(partition) ?? [];
    byPartition.set(partition, records);
    records.push(seal(partition, group.rows));
  };
  for (const row of rows) {
    const bytes = Buffer.byteLength(row.body) + ROW_BYTES;
    const group = open.get(row.partition);
    const full = group && (group.bytes + bytes > MOST_BYTES || group.facts + row.facts > MOST_EVENTS);
    if (full) close(row.partition);
    const into = open.get(row.partition) ?? { rows: [], bytes: 0, facts: 0 };
    open.set(row.partition, into);
    into.rows.push(row);
    into.bytes += bytes;
    into.facts += row.facts;
  }
  for (const partition of [...open.keys()]) close(partition);
  return byPartition;
}

function seal(partition: number, rows: readonly OutboxRow[]): SealedRecord {
  const counts = JSON.stringify(rows.map(({ key, facts }) => [key, facts]));
  const payload = `{"v":1,"rows":${counts},"events":[${rows.map((row) => row.body).join(',')}]}`;
  const messageId = `outbox-${createHash('sha256').update(payload).digest('base64url')}`;
  const kinds = rows.map((row) => row.kinds).reduce(joinKinds);
  const [ids, keys] = [rows.map((row) => row.id), rows.map((row) => row.key)];
  return { partition, ids, keys, kinds, payload, messageId };
}
