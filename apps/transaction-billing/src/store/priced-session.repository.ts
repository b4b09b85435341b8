import type { SessionCost } from '@chargebus/contracts';
import { bulkUpdate, bulkUpsert, differsOnlyIn } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { TariffRef } from '../domain/bill';
import type { Standing } from '../domain/standing';
import type { Usage } from '../domain/usage';

/** What billing keeps of a session while it runs: the tariff and time zone it started under, and the cost last told. */
export interface PricedSession {
  tenantId: string;
  sessionId: string;
  stationId: string;
  tariff: TariffRef | null;
  timeZone: string;
  /** What the tariff was chosen for, as far as it may become known later: token group, EVSE, connector (`toPinKey`). */
  pinnedFor: string | null;
  /** The id that its bill has, or will have; null of sessions first met before there were open bills. */
  billId: string | null;
  /** When billing first met it. */
  metAt: string | null;
  /** Whether it still runs: its bill is then open. */
  open: boolean;
  /** What its cost last told is up to. */
  pricedUntil: string | null;
  /** Null before its start is known, and without a tariff. */
  usage: Usage | null;
  cost: SessionCost | null;
  /** What its station calls it; 1.x stations use a number again after some time. */
  transactionRef: string | null;
  standing: Standing | null;
  /** Of the input that is kept whole last (`toOccasion`); null of sessions first met when all were kept whole. */
  occasion: string | null;
}

/** A session by its key: ids are unique within a tenant. */
export interface SessionKey {
  tenantId: string;
  sessionId: string;
}

interface PricedSessionRow {
  tenant_id: string;
  session_id: string;
  station_id: string;
  tariff_id: string | null;
  tariff_version: number | null;
  time_zone: string | null;
  pinned_for: string | null;
  bill_id: string | null;
  met_at: string | null;
  open: boolean | null;
  priced_until: string | null;
  usage: Usage | null;
  cost: SessionCost | null;
  transaction_ref: string | null;
  standing: Standing | null;
  occasion: string | null;
}

/** Finds and locks the rows in one order, so that two writers of the same sessions follow each other. */
export async function findPricedSessions(em: EntityManager, keys: readonly SessionKey[]): Promise<PricedSession[]> {
  const rows = await em.query<PricedSessionRow[]>(
    `SELECT * FROM priced_session WHERE (tenant_id, session_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
     ORDER BY tenant_id, session_id FOR UPDATE`,
    [keys.map(({ tenantId }) => tenantId), keys.map(({ sessionId }) => sessionId)],
  );
  return rows.map(toPricedSession);
}

/** A session without locking it. */
export async function findPricedSession(em: EntityManager, key: SessionKey): Promise<PricedSession | undefined> {
  const [row] = await em.query<PricedSessionRow[]>(
    'SELECT * FROM priced_session WHERE tenant_id = $1 AND session_id = $2',
    [key.tenantId, key.sessionId],
  );
  return row && toPricedSession(row);
}

export interface OpenSessionFilter {
  sessionId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  after: [metAt: string, billId: string] | undefined;
}

/** Sessions that run, newest first, `limit + 1` of them. */
export async function listOpenSessions(
  em: EntityManager,
  tenantId: string,
  filter: OpenSessionFilter,
): Promise<PricedSession[]> {
  const rows = await em.query<PricedSessionRow[]>(
    `SELECT * FROM priced_session WHERE tenant_id = $1 AND open
       AND ($2::text IS NULL OR session_id = $2)
       AND ($3::timestamptz IS NULL OR met_at >= $3) AND ($4::timestamptz IS NULL OR met_at < $4)
       AND ($5::timestamptz IS NULL OR (met_at, bill_id) < ($5, $6::uuid))
     ORDER BY met_at DESC, bill_id DESC LIMIT $7`,
    [
      tenantId,
      filter.sessionId ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.after?.[0] ?? null,
      filter.after?.[1] ?? null,
      filter.limit + 1,
    ],
  );
  return rows.map(toPricedSession);
}

/** The session that runs and will have this bill. */
export async function findOpenSession(
  em: EntityManager,
  tenantId: string,
  billId: string,
): Promise<PricedSession | undefined> {
  const [row] = await em.query<PricedSessionRow[]>(
    'SELECT * FROM priced_session WHERE tenant_id = $1 AND bill_id = $2 AND open',
    [tenantId, billId],
  );
  return row && toPricedSession(row);
}

function toPricedSession(row: PricedSessionRow): PricedSession {
  return {
    tenantId: row.tenant_id,
    sessionId: row.session_id,
    stationId: row.station_id,
    tariff:
      row.tariff_id !== null && row.tariff_version !== null ? { id: row.tariff_id, version: row.tariff_version } : null,
    timeZone: row.time_zone ?? 'UTC',
    pinnedFor: row.pinned_for,
    billId: row.bill_id,
    metAt: row.met_at,
    open: row.open === true,
    pricedUntil: row.priced_until,
    usage: row.usage,
    cost: row.cost,
    transactionRef: row.transaction_ref,
    standing: row.standing,
    occasion: row.occasion,
  };
}

/** What changes with almost every fact of a session, as columns; no index sees them. */
const PROGRESS = { priced_until: 'timestamptz', usage: 'jsonb', cost: 'jsonb', standing: 'jsonb' } as const;

/** Writes how sessions got on whose rows the transaction holds, and no column that stayed as it was. */
export async function saveProgress(em: EntityManager, sessions: readonly PricedSession[]): Promise<void> {
  await bulkUpdate(em, {
    table: 'priced_session',
    key: { tenant_id: 'text', session_id: 'text' },
    columns: PROGRESS,
    rows: sessions.map(toProgress),
  });
}

/** Whether nothing of a session changed but what `saveProgress` writes. */
export const isProgress = differsOnlyIn<PricedSession>(PROGRESS);

const toProgress = (session: PricedSession) => ({
  tenant_id: session.tenantId,
  session_id: session.sessionId,
  priced_until: session.pricedUntil,
  usage: session.usage,
  cost: session.cost,
  standing: session.standing,
});

/** Writes sessions whole, new or changed. */
export async function savePricedSessions(em: EntityManager, sessions: readonly PricedSession[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'priced_session',
    columns: {
      tenant_id: 'text',
      session_id: 'text',
      station_id: 'text',
      tariff_id: 'uuid',
      tariff_version: 'integer',
      time_zone: 'text',
      pinned_for: 'text',
      bill_id: 'uuid',
      met_at: 'timestamptz',
      open: 'boolean',
      transaction_ref: 'text',
      occasion: 'text',
      ...PROGRESS,
    },
    rows: sessions.map((session) => ({
      ...toProgress(session),
      station_id: session.stationId,
      tariff_id: session.tariff?.id,
      tariff_version: session.tariff?.version,
      time_zone: session.timeZone,
      pinned_for: session.pinnedFor,
      bill_id: session.billId,
      met_at: session.metAt,
      open: session.open,
      transaction_ref: session.transactionRef,
      occasion: session.occasion,
    })),
    conflict: ['tenant_id', 'session_id'],
    update: [
      ...['tariff_id', 'tariff_version', 'time_zone', 'pinned_for', 'open', 'transaction_ref', 'occasion'],
      ...Object.keys(PROGRESS),
    ],
  });
}
