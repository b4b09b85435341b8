import type { Actor } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type { HeldFor } from '../domain/decide-bill';
import { minorDigits } from '../domain/money';
import type { Price, PriceLine } from '../domain/price-session';

export type BillStatus = 'open' | 'held' | 'final' | 'credited';

/** The one bill of a session. A held bill without a price has no amounts: it is never 0 by accident. */
export interface Bill {
  id: string;
  sessionId: string;
  stationId: string;
  status: BillStatus;
  heldFor: HeldFor | null;
  tariff: { id: string; version: number } | null;
  price: Price | null;
  /** What a final bill would come to by what was reported after it, where that differs. */
  difference: Price | null;
  sessionEndedAt: string | null;
  createdAt: string;
}

interface BillRow {
  id: string;
  session_id: string;
  station_id: string;
  status: BillStatus;
  held_for: HeldFor | null;
  tariff_id: string | null;
  tariff_version: number | null;
  lines: PriceLine[];
  net: string | null;
  vat: string | null;
  total: string | null;
  currency: string | null;
  difference: Price | null;
  session_ended_at: string | null;
  created_at: string;
}

/** Finds and locks the bill of a session. */
export async function findBillOfSession(
  em: EntityManager,
  tenantId: string,
  sessionId: string,
): Promise<Bill | undefined> {
  const [row] = await em.query<BillRow[]>('SELECT * FROM bill WHERE tenant_id = $1 AND session_id = $2 FOR UPDATE', [
    tenantId,
    sessionId,
  ]);
  return row && toBill(row);
}

/** Stores a session's one bill. A bill under the same id takes its place; which may be replaced is the caller's decision. */
export async function saveBill(em: EntityManager, tenantId: string, bill: Bill, actor: Actor): Promise<void> {
  const { price } = bill;
  await em.query(
    `INSERT INTO bill (tenant_id, id, session_id, station_id, status, held_for, tariff_id, tariff_version, lines, net, vat,
       total, currency, minor_digits, difference, session_ended_at, created_at, actor_type, actor_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     ON CONFLICT (tenant_id, id) DO UPDATE SET
       status = EXCLUDED.status, held_for = EXCLUDED.held_for, lines = EXCLUDED.lines, net = EXCLUDED.net, vat = EXCLUDED.vat,
       total = EXCLUDED.total, currency = EXCLUDED.currency, minor_digits = EXCLUDED.minor_digits,
       difference = EXCLUDED.difference, session_ended_at = EXCLUDED.session_ended_at`,
    [
      tenantId,
      bill.id,
      bill.sessionId,
      bill.stationId,
      bill.status,
      bill.heldFor,
      bill.tariff?.id ?? null,
      bill.tariff?.version ?? null,
      JSON.stringify(price?.lines ?? []),
      price?.net ?? null,
      price?.vat ?? null,
      price?.total ?? null,
      price?.currency ?? null,
      price ? minorDigits(price.currency) : null,
      bill.difference && JSON.stringify(bill.difference),
      bill.sessionEndedAt,
      bill.createdAt,
      actor.type,
      actor.id,
    ],
  );
}

export async function findBill(em: EntityManager, tenantId: string, id: string): Promise<Bill | undefined> {
  const [row] = await em.query<BillRow[]>('SELECT * FROM bill WHERE tenant_id = $1 AND id = $2', [tenantId, id]);
  return row && toBill(row);
}

export interface BillFilter {
  sessionId?: string | undefined;
  status?: BillStatus | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  after: [createdAt: string, id: string] | undefined;
}

/** Bills, newest first, `limit + 1` of them. `from` is inclusive, `to` exclusive, by the time the bill was made. */
export async function listBills(em: EntityManager, tenantId: string, filter: BillFilter): Promise<Bill[]> {
  const rows = await em.query<BillRow[]>(
    `SELECT * FROM bill WHERE tenant_id = $1
       AND ($2::text IS NULL OR session_id = $2) AND ($3::text IS NULL OR status = $3)
       AND ($4::timestamptz IS NULL OR created_at >= $4) AND ($5::timestamptz IS NULL OR created_at < $5)
       AND ($6::timestamptz IS NULL OR (created_at, id) < ($6, $7::uuid))
     ORDER BY created_at DESC, id DESC LIMIT $8`,
    [
      tenantId,
      filter.sessionId ?? null,
      filter.status ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.after?.[0] ?? null,
      filter.after?.[1] ?? null,
      filter.limit + 1,
    ],
  );
  return rows.map(toBill);
}

function toBill(row: BillRow): Bill {
  const { net, vat, total, currency, lines } = row;
  const priced = net !== null && vat !== null && total !== null && currency !== null;
  return {
    id: row.id,
    sessionId: row.session_id,
    stationId: row.station_id,
    status: row.status,
    heldFor: row.held_for,
    tariff:
      row.tariff_id !== null && row.tariff_version !== null ? { id: row.tariff_id, version: row.tariff_version } : null,
    price: priced ? { lines, net, vat, total, currency } : null,
    difference: row.difference,
    sessionEndedAt: row.session_ended_at,
    createdAt: row.created_at,
  };
}
