import type { Actor, SessionCost, SessionStatus } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { Session } from '../domain/session';
import { tokenKey } from '../domain/token';
import { sessionColumns, toRow, toSession, type SessionRow } from './session-row';

/** A session with what billing says it costs. */
export interface PricedSession {
  session: Session;
  cost: SessionCost | null;
}

const toPriced = (row: SessionRow): PricedSession => ({ session: toSession(row), cost: row.cost });

/** Writes sessions, new or changed. The caller holds their rows' locks, or they are new. */
export async function saveSessions(
  em: EntityManager,
  sessions: Session[],
  actorOf: (s: Session) => Actor,
): Promise<void> {
  await bulkUpsert(em, {
    table: 'session',
    columns: sessionColumns,
    rows: sessions.map((session) => toRow(session, actorOf(session))),
    conflict: ['tenant_id', 'id'],
  });
}

export async function findSession(em: EntityManager, tenantId: string, id: string): Promise<PricedSession | undefined> {
  const rows: SessionRow[] = await em.query('SELECT * FROM session WHERE tenant_id = $1 AND id = $2', [tenantId, id]);
  return rows[0] && toPriced(rows[0]);
}

/** The session with its row locked until the transaction ends. */
export async function lockSession(em: EntityManager, tenantId: string, id: string): Promise<Session | undefined> {
  const rows: SessionRow[] = await em.query('SELECT * FROM session WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [
    tenantId,
    id,
  ]);
  return rows[0] && toSession(rows[0]);
}

/** Running sessions of a station, on one EVSE if it is given. */
export async function listRunning(
  em: EntityManager,
  at: { tenantId: string; stationId: string; evse?: number | undefined },
): Promise<Session[]> {
  const rows: SessionRow[] = await em.query(
    `SELECT * FROM session WHERE tenant_id = $1 AND station_id = $2
     AND status NOT IN ('ended', 'failed', 'pending') AND ($3::integer IS NULL OR evse_id = $3)`,
    [at.tenantId, at.stationId, at.evse ?? null],
  );
  return rows.map(toSession);
}

/** Whether a running session of the token exists that this start did not open. */
export async function hasOtherSession(
  em: EntityManager,
  o: { tenantId: string; token: string; fingerprint?: string | undefined },
): Promise<boolean> {
  const rows: unknown[] = await em.query(
    `SELECT 1 FROM session WHERE tenant_id = $1 AND token_key = $2 AND status NOT IN ('ended', 'failed', 'pending')
     AND start_fingerprint IS DISTINCT FROM $3 LIMIT 1`,
    [o.tenantId, tokenKey(o.token), o.fingerprint ?? ''],
  );
  return rows.length > 0;
}

/** Sessions that were asked for before `before` and of which nothing has come yet. */
export async function listOverdue(
  em: EntityManager,
  before: string,
  limit: number,
): Promise<{ tenantId: string; stationId: string; id: string }[]> {
  return em.query(
    `SELECT tenant_id AS "tenantId", station_id AS "stationId", id FROM session
     WHERE status = 'pending' AND requested_at < $1 ORDER BY requested_at LIMIT $2`,
    [before, limit],
  );
}

export interface SessionQuery {
  tenantId: string;
  stationId?: string | undefined;
  locationId?: string | undefined;
  token?: string | undefined;
  status?: SessionStatus | undefined;
  anomaly?: string | undefined;
  /** Opened at or after. */
  from?: string | undefined;
  /** Opened before. */
  to?: string | undefined;
  after?: [openedAt: string, id: string] | undefined;
  limit: number;
}

/** Newest first. */
export async function listSessions(em: EntityManager, query: SessionQuery): Promise<PricedSession[]> {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const where = (condition: (at: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  where((at) => `tenant_id = ${at}`, query.tenantId);
  where((at) => `station_id = ${at}`, query.stationId);
  where((at) => `location_id = ${at}`, query.locationId);
  where((at) => `token_key = ${at}`, query.token === undefined ? undefined : tokenKey(query.token));
  where((at) => `status = ${at}`, query.status);
  where(
    (at) => `anomalies <> '[]'::jsonb AND anomalies @> ${at}::jsonb`,
    query.anomaly === undefined ? undefined : JSON.stringify([{ kind: query.anomaly }]),
  );
  where((at) => `opened_at >= ${at}`, query.from);
  where((at) => `opened_at < ${at}`, query.to);
  if (query.after !== undefined) {
    values.push(...query.after);
    conditions.push(`(opened_at, id) < ($${values.length - 1}, $${values.length})`);
  }
  values.push(query.limit);
  const rows: SessionRow[] = await em.query(
    `SELECT * FROM session WHERE ${conditions.join(' AND ')} ORDER BY opened_at DESC, id DESC LIMIT $${values.length}`,
    values,
  );
  return rows.map(toPriced);
}

/** What billing says a session costs. */
export interface CostOfSession {
  tenantId: string;
  sessionId: string;
  cost: SessionCost;
}

/** Writes costs in the order they were told. A running cost never replaces a final one. */
export async function saveCosts(em: EntityManager, told: readonly CostOfSession[]): Promise<void> {
  if (told.length === 0) return;
  const last = new Map<string, CostOfSession>();
  for (const one of told) {
    const key = `${one.tenantId}/${one.sessionId}`;
    if (one.cost.final || last.get(key)?.cost.final !== true) last.set(key, one);
  }
  const costs = [...last.values()];
  // Locked in the order of ids, as every writer of sessions does it.
  await em.query(
    `WITH locked AS (
       SELECT s.tenant_id, s.id, c.cost FROM session s
       JOIN unnest($1::text[], $2::uuid[], $3::jsonb[]) AS c (tenant_id, id, cost) USING (tenant_id, id)
       ORDER BY s.tenant_id, s.id FOR UPDATE OF s)
     UPDATE session s SET cost = l.cost FROM locked l WHERE s.tenant_id = l.tenant_id AND s.id = l.id
       AND ((l.cost->>'final')::boolean OR s.cost IS NULL OR NOT (s.cost->>'final')::boolean)`,
    [
      costs.map(({ tenantId }) => tenantId),
      costs.map(({ sessionId }) => sessionId),
      costs.map(({ cost }) => JSON.stringify(cost)),
    ],
  );
}
