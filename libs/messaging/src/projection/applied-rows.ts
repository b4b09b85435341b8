import type { Fact, StationEvent } from '@chargebus/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { DecodedRecord } from './decode-record';
import type { OutboxRowRef } from './projected';

const ROWS_A_DELETE = 10_000;

type Came<E extends StationEvent | Fact> = {
  readonly [K in keyof DecodedRecord<E>]: readonly DecodedRecord<E>[K][number][];
};

/**
 * Drops what came in rows of an outbox that this reader applied before: a relay may publish a row twice (messaging rule 14), each time
 * whole, perhaps among other rows. The rows that are left are remembered as applied, in the same transaction. What came in no
 * row is left as it is: by its fenced offset a reader gets each record once.
 */
export async function dropApplied<E extends StationEvent | Fact>(
  em: EntityManager,
  reader: string,
  { events, faults }: Came<E>,
): Promise<DecodedRecord<E>> {
  const first = new Map<string, OutboxRowRef>();
  for (const { row } of [...events, ...faults]) if (row !== undefined && !first.has(row.key)) first.set(row.key, row);
  if (first.size === 0) return { events: [...events], faults: [...faults] };
  const fresh = await em.query<{ key: string }[]>(
    `INSERT INTO applied_row (reader, key) SELECT $1, k FROM unnest($2::uuid[]) AS k
     ON CONFLICT DO NOTHING RETURNING key`,
    [reader, [...first.keys()]],
  );
  const kept = new Set(fresh.map(({ key }) => first.get(key)));
  const isFresh = ({ row }: { row?: OutboxRowRef | undefined }): boolean => row === undefined || kept.has(row);
  return { events: events.filter(isFresh), faults: faults.filter(isFresh) };
}

/** Forgets rows applied more than `olderThanMs` ago. Give at least the age at which the stream drops their records. */
export async function forgetApplied(dataSource: DataSource, reader: string, olderThanMs: number): Promise<void> {
  for (;;) {
    const [, deleted] = await dataSource.query<[unknown, number]>(
      `DELETE FROM applied_row WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM applied_row
          WHERE reader = $1 AND applied_at < now() - $2 * interval '1 millisecond' LIMIT ${ROWS_A_DELETE}))`,
      [reader, olderThanMs],
    );
    if (deleted < ROWS_A_DELETE) return;
  }
}
