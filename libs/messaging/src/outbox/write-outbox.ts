import { partitionOf, type Fact } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { DataSource, EntityManager } from 'typeorm';
import { joinKinds, MOST_BYTES, MOST_EVENTS } from './group-facts';

/** A fact must fit a record of the log with room to spare: servers refuse more than 1 MiB by default. */
const LARGEST_FACT_BYTES = 512 * 1024;

/** Set in `queryRunner.data` by a transaction that wrote to the outbox; the relay reads it after the commit. */
export const WROTE_OUTBOX = 'chargebusWroteOutbox';

/**
 * Writes facts to the outbox in the caller's transaction; a running relay of this process is told after the commit.
 * Call it while holding the row lock of the aggregate the facts are about: ids then stand in the order of the commits.
 * @throws RangeError if a fact is over 512 KiB
 */
export async function writeOutbox(em: EntityManager, facts: readonly Fact[], partitions: number): Promise<void> {
  if (facts.length === 0) return;
  await bulkUpsert(em, {
    table: 'outbox',
    columns: { tenant_id: 'text', partition: 'integer', kinds: 'text', facts: 'integer', body: 'text' },
    rows: toRows(facts, partitions),
  });
  if (em.queryRunner !== undefined) em.queryRunner.data[WROTE_OUTBOX] = true;
}

/**
 * The same within a statement that is a transaction of its own: a CTE that writes the facts if the CTE `from` gave a row.
 * `outboxWritten` is to be called once it is committed.
 * @param firstParameter - number of the first of the parameters that `values` are for
 * @throws RangeError if a fact is over 512 KiB
 */
export function outboxInsert(
  facts: readonly Fact[],
  partitions: number,
  { from, firstParameter }: { from: string; firstParameter: number },
): { sql: string; values: unknown[][] } {
  const rows = toRows(facts, partitions);
  const types = ['text', 'integer', 'text', 'integer', 'text'].map((type, n) => `$${firstParameter + n}::${type}[]`);
  return {
    sql: `INSERT INTO outbox (tenant_id, partition, kinds, facts, body)
      SELECT f.* FROM unnest(${types.join(', ')}) AS f WHERE EXISTS (SELECT 1 FROM ${from})`,
    values: [
      rows.map((row) => row.tenant_id),
      rows.map((row) => row.partition),
      rows.map((row) => row.kinds),
      rows.map((row) => row.facts),
      rows.map((row) => row.body),
    ],
  };
}

const relays = new WeakMap<DataSource, Set<() => void>>();

/** Facts were committed by a single statement: the relays of this process need not wait for their poll. */
export function outboxWritten(dataSource: DataSource): void {
  for (const nudge of relays.get(dataSource) ?? []) nudge();
}

/** Has `nudge` called at each `outboxWritten`. @returns its own removal */
export function onOutboxWritten(dataSource: DataSource, nudge: () => void): () => void {
  const nudges = relays.get(dataSource) ?? new Set();
  relays.set(dataSource, nudges.add(nudge));
  return () => nudges.delete(nudge);
}

interface OutboxInsert {
  tenant_id: string;
  partition: number;
  kinds: string;
  facts: number;
  body: string;
}

/** One row for each tenant and partition, or several where it would be larger than a record of the log. */
function toRows(facts: readonly Fact[], partitions: number): OutboxInsert[] {
  const rows: OutboxInsert[] = [];
  const open = new Map<string, OutboxInsert>();
  for (const fact of facts) {
    const text = JSON.stringify(fact);
    if (Buffer.byteLength(text) > LARGEST_FACT_BYTES)
      throw new RangeError(`fact ${fact.kind} ${fact.id} is over ${LARGEST_FACT_BYTES} bytes`);
    const partition = partitionOf(fact.tenantId, fact.key, partitions);
    const key = `${partition}/${fact.tenantId}`;
    const row = open.get(key);
    if (row === undefined || row.facts >= MOST_EVENTS || row.body.length + text.length > MOST_BYTES) {
      const fresh = { tenant_id: fact.tenantId, partition, kinds: fact.kind, facts: 1, body: text };
      open.set(key, fresh);
      rows.push(fresh);
      continue;
    }
    row.facts++;
    row.body += `,${text}`;
    row.kinds = joinKinds(row.kinds, fact.kind);
  }
  return rows;
}
