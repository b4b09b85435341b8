import type { Actor, LinkEvent } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';

/** Who repaired a session, how, why, and what it was before and after. */
export interface RepairLine {
  id: string;
  action: string;
  reason: string;
  before: unknown;
  after: unknown;
  at: string;
  actor: Actor;
}

export async function writeRepair(
  em: EntityManager,
  line: RepairLine & { tenantId: string; sessionId: string },
): Promise<void> {
  await em.query(
    `INSERT INTO session_repair (tenant_id, id, session_id, action, reason, before, after, at, actor_type, actor_id)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10)`,
    [
      line.tenantId,
      line.id,
      line.sessionId,
      line.action,
      line.reason,
      JSON.stringify(line.before),
      JSON.stringify(line.after),
      line.at,
      line.actor.type,
      line.actor.id,
    ],
  );
}

/** The repairs of a session, oldest first. */
export async function listRepairs(em: EntityManager, tenantId: string, sessionId: string): Promise<RepairLine[]> {
  const rows: (Omit<RepairLine, 'actor'> & { actor_type: Actor['type']; actor_id: string })[] = await em.query(
    `SELECT id, action, reason, before, after, at, actor_type, actor_id FROM session_repair
     WHERE tenant_id = $1 AND session_id = $2 ORDER BY at, id`,
    [tenantId, sessionId],
  );
  return rows.map(({ actor_type: type, actor_id: id, ...line }) => ({ ...line, actor: { type, id } }));
}

/** A report that named a transaction nobody knows. */
export interface Orphan {
  id: string;
  stationId: string;
  kind: string;
  transactionRef: string | null;
  receivedAt: string;
  event: LinkEvent;
}

const ORPHAN = `id, station_id AS "stationId", kind, transaction_ref AS "transactionRef", received_at AS "receivedAt", event`;

/** Orphans that no session has, newest first. */
export async function listOrphans(
  em: EntityManager,
  o: { tenantId: string; stationId?: string | undefined; after?: [at: string, id: string] | undefined; limit: number },
): Promise<Orphan[]> {
  return em.query(
    `SELECT ${ORPHAN} FROM orphan_report WHERE tenant_id = $1 AND merged_into IS NULL
     AND ($2::text IS NULL OR station_id = $2)
     AND ($3::timestamptz IS NULL OR (received_at, id) < ($3, $4::uuid))
     ORDER BY received_at DESC, id DESC LIMIT $5`,
    [o.tenantId, o.stationId ?? null, o.after?.[0] ?? null, o.after?.[1] ?? null, o.limit],
  );
}

/** Gives an orphan to a session. @returns undefined if there is none, or another session has it */
export async function takeOrphan(
  em: EntityManager,
  o: { tenantId: string; id: string; stationId: string; sessionId: string },
): Promise<LinkEvent | undefined> {
  const [rows]: [{ event: LinkEvent }[]] = await em.query(
    `UPDATE orphan_report SET merged_into = $4 WHERE tenant_id = $1 AND id = $2 AND station_id = $3 AND merged_into IS NULL
     RETURNING event`,
    [o.tenantId, o.id, o.stationId, o.sessionId],
  );
  return rows[0]?.event;
}
