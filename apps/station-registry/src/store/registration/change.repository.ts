import type { Actor } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';

/** One entry of the change log: who did what to what. */
export interface ChangeEntry {
  id: string;
  at: string;
  actor: Actor;
  action: string;
  change: unknown;
}

/** What was done to a subject, newest first, `limit + 1` at most. Ids are UUIDv7: their order is that of time. */
export function changesOf(
  em: EntityManager,
  tenantId: string,
  of: { subject: string; subjectId: string },
  page: { limit: number; before: string | undefined },
): Promise<ChangeEntry[]> {
  return em.query(
    `SELECT id, at, json_build_object('type', actor_type, 'id', actor_id) AS actor, action, change FROM change
     WHERE tenant_id = $1 AND subject = $2 AND subject_id = $3 AND ($4::uuid IS NULL OR id < $4)
     ORDER BY id DESC LIMIT ${page.limit + 1}`,
    [tenantId, of.subject, of.subjectId, page.before],
  );
}
