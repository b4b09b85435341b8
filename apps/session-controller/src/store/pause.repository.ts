import type { EntityManager } from 'typeorm';

/** Running sessions whose pause has a command that is due, the longest due first. */
export async function listDuePauses(
  em: EntityManager,
  now: string,
  limit: number,
): Promise<{ tenantId: string; id: string }[]> {
  return em.query(
    `SELECT tenant_id AS "tenantId", id FROM session
     WHERE pause #>> '{order,dueAt}' <= $1 AND status NOT IN ('ended', 'failed')
     ORDER BY pause #>> '{order,dueAt}' LIMIT $2`,
    [now, limit],
  );
}
