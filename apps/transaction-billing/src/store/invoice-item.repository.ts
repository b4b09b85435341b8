import type { EntityManager } from 'typeorm';
import type { InvoiceEntry, Payer } from '../domain/invoice';
import { toEntryAmounts } from '../domain/invoice';
import type { Price } from '../domain/price';
import type { StoredEntry } from './bill-entry.repository';
import { joinLastSession } from './session-input.repository';

/** Gives each numbered entry its item: what an invoice takes later, with who used the session as its last facts say. */
export async function insertItems(em: EntityManager, entries: readonly StoredEntry[]): Promise<void> {
  const items = entries.filter(({ entry }) => entry.number !== null && entry.price !== null);
  if (items.length === 0) return;
  await em.query(
    `INSERT INTO invoice_item (tenant_id, bill_id, seq, at, currency, token, token_group_id, session_at)
     SELECT e.tenant, e.bill, e.seq, e.at, e.currency, upper(s.session->>'token'), s.session->>'tokenGroupId',
            coalesce((s.session->>'startedAt')::timestamptz, e.at)
     FROM unnest($1::text[], $2::uuid[], $3::text[], $4::integer[], $5::timestamptz[], $6::text[])
       AS e (tenant, bill, session, seq, at, currency)
     ${joinLastSession('e.tenant', 'e.session')}`,
    [
      items.map(({ bill }) => bill.tenantId),
      items.map(({ bill }) => bill.id),
      items.map(({ bill }) => bill.sessionId),
      items.map(({ seq }) => seq),
      items.map(({ entry }) => entry.at),
      items.map(({ entry }) => entry.price?.currency),
    ],
  );
}

/** The customer who owned the item's token, or else its token group, when the session began. */
const HOLDER = `LEFT JOIN LATERAL (
    SELECT customer_id FROM customer_holding h
    WHERE h.tenant_id = i.tenant_id
      AND ((h.kind = 'token' AND h.value = i.token) OR (h.kind = 'token-group' AND h.value = i.token_group_id))
      AND h.valid_from <= i.session_at AND (h.valid_until IS NULL OR h.valid_until > i.session_at)
    ORDER BY h.kind LIMIT 1
  ) holder ON true`;

/** Items that wait for the invoice of a payer ($2) and were issued before $3. */
const OUTSTANDING: Record<Payer['kind'], string> = {
  customer: `i.tenant_id = $1 AND i.invoice_id IS NULL AND i.at < $3 AND holder.customer_id = $2
    AND (i.token IN (SELECT value FROM customer_holding WHERE tenant_id = $1 AND customer_id = $2 AND kind = 'token')
      OR i.token_group_id IN (SELECT value FROM customer_holding WHERE tenant_id = $1 AND customer_id = $2 AND kind = 'token-group'))`,
  'token-group': `i.tenant_id = $1 AND i.invoice_id IS NULL AND i.at < $3 AND i.token_group_id = $2 AND holder.customer_id IS NULL`,
};

/** In which currencies a payer has items outstanding. */
export async function findOutstandingCurrencies(
  em: EntityManager,
  tenantId: string,
  payer: Payer,
  until: string,
): Promise<string[]> {
  const rows = await em.query<{ currency: string }[]>(
    `SELECT DISTINCT i.currency FROM invoice_item i ${HOLDER} WHERE ${OUTSTANDING[payer.kind]} ORDER BY 1`,
    [tenantId, payer.id, until],
  );
  return rows.map(({ currency }) => currency);
}

/** Who has items outstanding that were issued before `until`, in which currency; and how many items nobody is to pay. */
export async function findOutstandingPayers(
  em: EntityManager,
  tenantId: string,
  until: string,
): Promise<{ payers: { payer: Payer; currency: string }[]; itemsOfNobody: number }> {
  const rows = await em.query<
    { customer_id: string | null; token_group_id: string | null; currency: string; n: number }[]
  >(
    `SELECT holder.customer_id, CASE WHEN holder.customer_id IS NULL THEN i.token_group_id END AS token_group_id,
       i.currency, count(*) AS n
     FROM invoice_item i ${HOLDER} WHERE i.tenant_id = $1 AND i.invoice_id IS NULL AND i.at < $2
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [tenantId, until],
  );
  const payers = rows.flatMap(({ customer_id: customer, token_group_id: group, currency }) => {
    if (customer !== null) return [{ payer: { kind: 'customer', id: customer } as Payer, currency }];
    return group === null ? [] : [{ payer: { kind: 'token-group', id: group } as Payer, currency }];
  });
  const ofNobody = rows.filter((row) => row.customer_id === null && row.token_group_id === null);
  return { payers, itemsOfNobody: ofNobody.reduce((sum, { n }) => sum + n, 0) };
}

/** An item with its place, to be claimed by it. */
export interface OutstandingItem {
  seq: number;
  entry: InvoiceEntry;
}

interface ItemRow {
  bill_id: string;
  seq: number;
  kind: string;
  number: number;
  price: Price;
  reason: string | null;
  at: string;
  session_id: string;
  station_id: string;
  session_ended_at: string | null;
  session_at: string;
  token: string | null;
  credited_number: number | null;
  credited_on: number | null;
}

/** A payer's items in one currency, in the order of their numbers. @param lock - keeps them until the transaction ends */
export async function findOutstandingItems(
  em: EntityManager,
  tenantId: string,
  payer: Payer,
  wanted: { until: string; currency: string; lock: boolean },
): Promise<OutstandingItem[]> {
  const rows = await em.query<ItemRow[]>(
    `SELECT i.bill_id, i.seq, e.kind, e.number, e.price, e.reason, e.at, b.session_id, b.station_id, b.session_ended_at,
       i.session_at, i.token, credited.number AS credited_number, credited.on_invoice AS credited_on
     FROM invoice_item i ${HOLDER}
     JOIN bill_entry e ON e.tenant_id = i.tenant_id AND e.bill_id = i.bill_id AND e.seq = i.seq
     JOIN bill b ON b.tenant_id = i.tenant_id AND b.id = i.bill_id
     LEFT JOIN LATERAL (
       SELECT p.number, v.number AS on_invoice FROM bill_entry p
       LEFT JOIN invoice_item pi ON pi.tenant_id = p.tenant_id AND pi.bill_id = p.bill_id AND pi.seq = p.seq
       LEFT JOIN invoice v ON v.tenant_id = pi.tenant_id AND v.id = pi.invoice_id
       WHERE e.kind = 'credited' AND p.tenant_id = e.tenant_id AND p.bill_id = e.bill_id AND p.seq < e.seq
         AND p.number IS NOT NULL AND p.kind <> 'credited' ORDER BY p.seq DESC LIMIT 1
     ) credited ON true
     WHERE ${OUTSTANDING[payer.kind]} AND i.currency = $4
     ORDER BY e.number ${wanted.lock ? 'FOR UPDATE OF i' : ''}`,
    [tenantId, payer.id, wanted.until, wanted.currency],
  );
  return rows.map((row) => ({ seq: row.seq, entry: toEntry(row) }));
}

function toEntry(row: ItemRow): InvoiceEntry {
  return {
    billId: row.bill_id,
    billNumber: row.number,
    kind: row.kind === 'credited' ? 'credit-note' : 'bill',
    credits: row.credited_number === null ? null : { billNumber: row.credited_number, invoiceNumber: row.credited_on },
    issuedAt: row.at,
    reason: row.reason,
    sessionId: row.session_id,
    stationId: row.station_id,
    token: row.token,
    startedAt: row.session_at,
    endedAt: row.session_ended_at,
    ...toEntryAmounts(row.price),
  };
}

/** Puts items on an invoice. @throws Error if one is on another already: nothing of this transaction may stay then */
export async function claimItems(
  em: EntityManager,
  tenantId: string,
  invoiceId: string,
  items: readonly OutstandingItem[],
): Promise<void> {
  const claimed = await em.query<[unknown[], number]>(
    `UPDATE invoice_item i SET invoice_id = $2 FROM unnest($3::uuid[], $4::integer[]) AS c (bill, seq)
     WHERE i.tenant_id = $1 AND i.bill_id = c.bill AND i.seq = c.seq AND i.invoice_id IS NULL`,
    [tenantId, invoiceId, items.map(({ entry }) => entry.billId), items.map(({ seq }) => seq)],
  );
  if (claimed[1] !== items.length) throw new Error(`invoice ${invoiceId}: an entry is on another invoice already`);
}
