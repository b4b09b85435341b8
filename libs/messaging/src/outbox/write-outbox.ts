import { partitionOf, type Fact } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
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
