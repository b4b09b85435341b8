import type { Actor, SessionCost, SessionStatus } from '@chargebus/contracts';
import { arrayParameter, bulkUpdate, bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { Session } from '../domain/session';
import { tokenKey } from '../domain/token';
import { measuredColumns, sessionColumns, toRow, toSession, type SessionRow } from './session-row';

/** Which station. */
export interface StationKey {
  tenantId: string;
  stationId: string;
}

/** A session with what billing says it costs. */
export interface PricedSession {
  session: Session;
  cost: SessionCost | null;
}

type PricedRow = SessionRow & { cost: SessionCost | null };

const toPriced = (row: PricedRow): PricedSession => ({ session: toSession(row), cost: row.cost });

/** Sessions `s` with what billing says of them. */
const SELECT_PRICED = `SELECT s.*, c.cost FROM session s
  LEFT JOIN session_cost c ON c.tenant_id = s.tenant_id AND c.session_id = s.id`;

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

/** Writes what was measured in sessions whose rows the transaction holds, and nothing that stayed as it was (`isMeasured`). */
export async function saveMeasured(
  em: EntityManager,
  sessions: Session[],
  actorOf: (s: Session) => Actor,
): Promise<void> {
  await bulkUpdate(em, {
    table: 'session',
    key: { tenant_id: 'text', id: 'uuid' },
    columns: measuredColumns,
    rows: sessions.map((session) => toRow(session, actorOf(session))),
  });
}

export async function findSession(em: EntityManager, tenantId: string, id: string): Promise<PricedSession | undefined> {
  const rows: PricedRow[] = await em.query(`${SELECT_PRICED} WHERE s.tenant_id = $1 AND s.id = $2`, [tenantId, id]);
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

/** For each station, in their order, its sessions that were asked for and that no start has answered. */
export async function listPending(em: EntityManager, stations: readonly StationKey[]): Promise<Session[][]> {
  const rows: SessionRow[] = await em.query(
    `SELECT * FROM session WHERE status = 'pending'
     AND (tenant_id, station_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [stations.map(({ tenantId }) => tenantId), stations.map(({ stationId }) => stationId)],
  );
  const pending = rows.map(toSession);
  return stations.map((of) => pending.filter((s) => s.tenantId === of.tenantId && s.stationId === of.stationId));
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

/** Running sessions whose place has been free since before `before`. */
export async function listFreed(em: EntityManager, before: string, limit: number): Promise<Session[]> {
  const rows: SessionRow[] = await em.query(
    `SELECT * FROM session WHERE free_since < $1 AND status NOT IN ('ended', 'failed') ORDER BY free_since LIMIT $2`,
    [before, limit],
  );
  return rows.map(toSession);
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
  where((at) => `s.tenant_id = ${at}`, query.tenantId);
  where((at) => `s.station_id = ${at}`, query.stationId);
  where((at) => `s.location_id = ${at}`, query.locationId);
  where((at) => `s.token_key = ${at}`, query.token === undefined ? undefined : tokenKey(query.token));
  where((at) => `s.status = ${at}`, query.status);
  where(
    (at) => `s.anomalies <> '[]'::jsonb AND s.anomalies @> ${at}::jsonb`,
    query.anomaly === undefined ? undefined : JSON.stringify([{ kind: query.anomaly }]),
  );
  where((at) => `s.opened_at >= ${at}`, query.from);
  where((at) => `s.opened_at < ${at}`, query.to);
  if (query.after !== undefined) {
    values.push(...query.after);
    conditions.push(`(s.opened_at, s.id) < ($${values.length - 1}, $${values.length})`);
  }
  values.push(query.limit);
  const rows: PricedRow[] = await em.query(
    `${SELECT_PRICED} WHERE ${conditions.join(' AND ')} ORDER BY s.opened_at DESC, s.id DESC LIMIT $${values.length}`,
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
  // In one order, so that two writers never wait for each other.
  const costs = [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cost]) => cost);
  await em.query(
    `INSERT INTO session_cost AS c (tenant_id, session_id, cost) SELECT * FROM unnest($1::text[], $2::uuid[], $3::jsonb[])
     ON CONFLICT (tenant_id, session_id) DO UPDATE SET cost = EXCLUDED.cost
     WHERE (EXCLUDED.cost->>'final')::boolean OR NOT (c.cost->>'final')::boolean`,
    [
      costs.map(({ tenantId }) => tenantId),
      costs.map(({ sessionId }) => sessionId),
      arrayParameter(
        costs.map(({ cost }) => cost),
        'jsonb',
      ),
    ],
  );
}
