import { partitionOf, type Fact } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';

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
  const rows = facts.map((fact) => {
    const body = JSON.stringify(fact);
    if (Buffer.byteLength(body) > LARGEST_FACT_BYTES)
      throw new RangeError(`fact ${fact.kind} ${fact.id} is over ${LARGEST_FACT_BYTES} bytes`);
    const partition = partitionOf(fact.tenantId, fact.key, partitions);
    return { tenant_id: fact.tenantId, partition, fact_id: fact.id, body };
  });
  await bulkUpsert(em, {
    table: 'outbox',
    columns: { tenant_id: 'text', partition: 'integer', fact_id: 'text', body: 'text' },
    rows,
  });
  if (em.queryRunner !== undefined) em.queryRunner.data[WROTE_OUTBOX] = true;
}
