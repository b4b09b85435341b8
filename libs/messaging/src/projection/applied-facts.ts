import type { Fact, StationEvent } from '@chargebus/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { Projected } from './projected';

const ROWS_A_DELETE = 10_000;

/**
 * Drops facts this reader applied before: an outbox relay may publish one twice (messaging rule 14). The rest is remembered
 * as applied, in the same transaction.
 */
export async function dropApplied<E extends StationEvent | Fact>(
  em: EntityManager,
  reader: string,
  events: Projected<E>[],
): Promise<Projected<E>[]> {
  const byId = new Map<string, Projected<E>>();
  for (const at of events) {
    const { id } = at.event as Fact;
    if (!byId.has(id)) byId.set(id, at);
  }
  if (byId.size === 0) return [];
  const tenants = [...byId.values()].map((at) => at.event.tenantId);
  const fresh = await em.query<{ id: string }[]>(
    `INSERT INTO applied_fact (reader, fact_id, tenant_id)
     SELECT $1, f.id, f.tenant FROM unnest($2::text[], $3::text[]) AS f(id, tenant)
     ON CONFLICT DO NOTHING RETURNING fact_id AS id`,
    [reader, [...byId.keys()], tenants],
  );
  const freshIds = new Set(fresh.map((row) => row.id));
  return events.filter((at) => {
    const { id } = at.event as Fact;
    return freshIds.has(id) && byId.get(id) === at;
  });
}

/** Forgets facts applied more than `olderThanMs` ago. Give at least the age at which the stream drops them. */
export async function forgetApplied(dataSource: DataSource, reader: string, olderThanMs: number): Promise<void> {
  for (;;) {
    const [, deleted] = await dataSource.query<[unknown, number]>(
      `DELETE FROM applied_fact WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM applied_fact
          WHERE reader = $1 AND applied_at < now() - $2 * interval '1 millisecond' LIMIT ${ROWS_A_DELETE}))`,
      [reader, olderThanMs],
    );
    if (deleted < ROWS_A_DELETE) return;
  }
}
