import type { Actor } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type { InvoiceDocument, Payer } from '../domain/invoice';
import { minorDigits } from '../domain/money';

/** An issued invoice without its document. */
export interface Invoice {
  id: string;
  number: number;
  kind: 'invoice' | 'credit-note';
  customerId: string | null;
  tokenGroupId: string | null;
  month: string;
  currency: string;
  net: string;
  vat: string;
  total: string;
  issuedAt: string;
}

interface InvoiceRow extends Pick<Invoice, 'id' | 'number' | 'kind' | 'month' | 'currency' | 'net' | 'vat' | 'total'> {
  payer_kind: Payer['kind'];
  payer_id: string;
  issued_at: string;
}

const COLUMNS = 'id, number, kind, payer_kind, payer_id, month, currency, net, vat, total, issued_at';

/** Whoever invoices this payer waits until this transaction ends. */
export async function lockPayer(em: EntityManager, tenantId: string, payer: Payer): Promise<void> {
  await em.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `invoice:${JSON.stringify([tenantId, payer.kind, payer.id])}`,
  ]);
}

export async function insertInvoice(
  em: EntityManager,
  tenantId: string,
  invoice: Invoice,
  text: string,
  actor: Actor,
): Promise<void> {
  const payer = payerOf(invoice);
  await em.query(
    `INSERT INTO invoice (tenant_id, ${COLUMNS}, minor_digits, actor_type, actor_id, document)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      ...[tenantId, invoice.id, invoice.number, invoice.kind, payer.kind, payer.id, invoice.month, invoice.currency],
      ...[invoice.net, invoice.vat, invoice.total, invoice.issuedAt, minorDigits(invoice.currency)],
      ...[actor.type, actor.id, text],
    ],
  );
}

/** The invoices of a payer and month: one for each currency. */
export async function findInvoicesOf(
  em: EntityManager,
  tenantId: string,
  payer: Payer,
  month: string,
): Promise<Invoice[]> {
  const rows = await em.query<InvoiceRow[]>(
    `SELECT ${COLUMNS} FROM invoice WHERE tenant_id = $1 AND payer_kind = $2 AND payer_id = $3 AND month = $4 ORDER BY currency`,
    [tenantId, payer.kind, payer.id, month],
  );
  return rows.map(toInvoice);
}

export interface InvoiceFilter {
  payer: Payer | undefined;
  month: string | undefined;
  limit: number;
  /** The number that the page comes after. */
  after: number | undefined;
}

/** Invoices, newest first, `limit + 1` of them. */
export async function listInvoices(em: EntityManager, tenantId: string, filter: InvoiceFilter): Promise<Invoice[]> {
  const { payer, month, after, limit } = filter;
  const rows = await em.query<InvoiceRow[]>(
    `SELECT ${COLUMNS} FROM invoice WHERE tenant_id = $1 AND ($2::text IS NULL OR (payer_kind = $2 AND payer_id = $3))
       AND ($4::text IS NULL OR month = $4) AND ($5::bigint IS NULL OR number < $5) ORDER BY number DESC LIMIT $6`,
    [tenantId, payer?.kind ?? null, payer?.id ?? null, month ?? null, after ?? null, limit + 1],
  );
  return rows.map(toInvoice);
}

/** An invoice to the byte, as it was issued. */
export async function findInvoiceText(em: EntityManager, tenantId: string, id: string): Promise<string | undefined> {
  const [row] = await em.query<{ document: string }[]>(
    'SELECT document FROM invoice WHERE tenant_id = $1 AND id = $2',
    [tenantId, id],
  );
  return row?.document;
}

export async function findInvoiceDocument(
  em: EntityManager,
  tenantId: string,
  id: string,
): Promise<InvoiceDocument | undefined> {
  const text = await findInvoiceText(em, tenantId, id);
  return text === undefined ? undefined : (JSON.parse(text) as InvoiceDocument);
}

const payerOf = ({ customerId, tokenGroupId }: Invoice): Payer =>
  customerId === null ? { kind: 'token-group', id: tokenGroupId ?? '' } : { kind: 'customer', id: customerId };

function toInvoice({ payer_kind: kind, payer_id: id, issued_at: issuedAt, ...row }: InvoiceRow): Invoice {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    customerId: kind === 'customer' ? id : null,
    tokenGroupId: kind === 'token-group' ? id : null,
    ...{ month: row.month, currency: row.currency, net: row.net, vat: row.vat, total: row.total, issuedAt },
  };
}
