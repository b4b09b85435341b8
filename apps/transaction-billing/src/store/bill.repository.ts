import type { Actor } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { Bill, BillStatus } from '../domain/bill';
import type { HeldFor } from '../domain/decide-bill';
import { minorDigits } from '../domain/money';
import type { Price, PriceLine } from '../domain/price';
import type { SessionKey } from './priced-session.repository';

const BILL_COLUMNS = {
  tenant_id: 'text',
  id: 'uuid',
  session_id: 'text',
  station_id: 'text',
  status: 'text',
  held_for: 'text',
  number: 'bigint',
  entries: 'integer',
  tariff_id: 'uuid',
  tariff_version: 'integer',
  lines: 'jsonb',
  net: 'text',
  vat: 'text',
  total: 'text',
  currency: 'text',
  minor_digits: 'smallint',
  difference: 'jsonb',
  session_ended_at: 'timestamptz',
  created_at: 'timestamptz',
  actor_type: 'text',
  actor_id: 'text',
} as const;

interface BillRow {
  tenant_id: string;
  id: string;
  session_id: string;
  station_id: string;
  status: BillStatus;
  held_for: HeldFor | null;
  number: number | null;
  entries: number;
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

/** Finds and locks the bills of these sessions, in one order. */
export async function findBillsOfSessions(em: EntityManager, keys: readonly SessionKey[]): Promise<Bill[]> {
  const rows = await em.query<BillRow[]>(
    `SELECT * FROM bill WHERE (tenant_id, session_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
     ORDER BY tenant_id, session_id FOR UPDATE`,
    [keys.map(({ tenantId }) => tenantId), keys.map(({ sessionId }) => sessionId)],
  );
  return rows.map(toBill);
}

/** Stores bills. One under the same id takes the other's place; which may be replaced is the caller's decision. */
export async function saveBills(em: EntityManager, bills: readonly Bill[], actor: Actor): Promise<void> {
  await bulkUpsert(em, {
    table: 'bill',
    columns: BILL_COLUMNS,
    rows: bills.map((bill) => ({
      tenant_id: bill.tenantId,
      id: bill.id,
      session_id: bill.sessionId,
      station_id: bill.stationId,
      status: bill.status,
      held_for: bill.heldFor,
      number: bill.number,
      entries: bill.entries,
      tariff_id: bill.tariff?.id,
      tariff_version: bill.tariff?.version,
      lines: bill.price?.lines ?? [],
      net: bill.price?.net,
      vat: bill.price?.vat,
      total: bill.price?.total,
      currency: bill.price?.currency,
      minor_digits: bill.price && minorDigits(bill.price.currency),
      difference: bill.difference,
      session_ended_at: bill.sessionEndedAt,
      created_at: bill.createdAt,
      actor_type: actor.type,
      actor_id: actor.id,
    })),
    conflict: ['tenant_id', 'id'],
    update: [
      'status',
      'held_for',
      'number',
      'entries',
      'tariff_id',
      'tariff_version',
      'lines',
      'net',
      'vat',
      'total',
      'currency',
      'minor_digits',
      'difference',
      'session_ended_at',
    ],
  });
}

export async function findBill(em: EntityManager, tenantId: string, id: string): Promise<Bill | undefined> {
  const [row] = await em.query<BillRow[]>('SELECT * FROM bill WHERE tenant_id = $1 AND id = $2', [tenantId, id]);
  return row && toBill(row);
}

/** The one bill of a session, without locking it. */
export async function findBillOfSession(em: EntityManager, key: SessionKey): Promise<Bill | undefined> {
  const [row] = await em.query<BillRow[]>('SELECT * FROM bill WHERE tenant_id = $1 AND session_id = $2', [
    key.tenantId,
    key.sessionId,
  ]);
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
    tenantId: row.tenant_id,
    id: row.id,
    sessionId: row.session_id,
    stationId: row.station_id,
    status: row.status,
    heldFor: row.held_for,
    number: row.number,
    entries: row.entries,
    tariff:
      row.tariff_id !== null && row.tariff_version !== null ? { id: row.tariff_id, version: row.tariff_version } : null,
    price: priced ? { lines, net, vat, total, currency } : null,
    difference: row.difference,
    sessionEndedAt: row.session_ended_at,
    createdAt: row.created_at,
  };
}
