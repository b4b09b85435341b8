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

/** What billing says a session costs. A running cost never replaces a final one. */
export async function saveCost(em: EntityManager, tenantId: string, id: string, cost: SessionCost): Promise<void> {
  await em.query(
    `UPDATE session SET cost = $3::jsonb WHERE tenant_id = $1 AND id = $2
     AND ($4 OR cost IS NULL OR NOT (cost->>'final')::boolean)`,
    [tenantId, id, JSON.stringify(cost), cost.final],
  );
}
