import type { FactOf } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { conflict, notFound, unprocessable } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { toBillingMonth, type BillingMonth } from '../domain/billing-month';
import {
  kindOfInvoice,
  sumEntries,
  type InvoiceDocument,
  type Payer,
  type Recipient,
  type Seller,
} from '../domain/invoice';
import { takeNumbers } from '../store/bill-entry.repository';
import { findCustomerDetails, findSeller, isKnownTokenGroup } from '../store/customer.repository';
import {
  claimItems,
  findOutstandingCurrencies,
  findOutstandingItems,
  type OutstandingItem,
} from '../store/invoice-item.repository';
import { findInvoicesOf, insertInvoice, lockPayer, type Invoice } from '../store/invoice.repository';
import type { BillDesk } from './change-bill';
import { tellFacts } from './tell-facts';

/** Whose invoice, or statement, for which month. */
export interface InvoiceRequest {
  payer: Payer;
  /** `YYYY-MM`. */
  month: string;
  /** Needed where the payer has bills in several. */
  currency?: string | undefined;
}

interface IssueOptions {
  now?: string;
  record?: (em: EntityManager, invoice: Invoice) => Promise<void>;
}

/**
 * Issues the one invoice of a payer, month and currency: all numbered entries of bills issued before the month's end that are on
 * no invoice yet. What comes later (a correction, a bill made late) comes onto the next. A repeat gives the same invoice.
 * @param options - `now`: an invoice is issued once its month is over; `record`: what else is written with an invoice that is made
 * @throws Problem 404 for an unknown payer; 409 `no-seller`, `month-not-over`, `nothing-to-invoice`; 422 where a currency must be named
 */
export async function issueInvoice(
  desk: BillDesk,
  request: InvoiceRequest,
  { now = new Date().toISOString(), record }: IssueOptions = {},
): Promise<{ invoice: Invoice; made: boolean }> {
  const { tenantId } = desk;
  const { payer } = request;
  return inTenant(desk.dataSource, tenantId, async (em) => {
    await lockPayer(em, tenantId, payer);
    const recipient = await getRecipient(em, tenantId, payer);
    const issued = await findInvoicesOf(em, tenantId, payer, request.month);
    const named = issued.find(({ currency }) => currency === request.currency);
    if (named) return { invoice: named, made: false };
    const seller = await findSeller(em, tenantId);
    if (!seller) throw conflict('no-seller', 'Who issues the invoices is unknown: PUT /seller first.');
    const month = toBillingMonth(request.month, seller.timeZone);
    const outstanding = await findOutstandingCurrencies(em, tenantId, payer, month.until);
    const open = outstanding.filter((currency) => !issued.some((invoice) => invoice.currency === currency));
    if (request.currency === undefined && open.length === 0 && issued.length === 1 && issued[0]) {
      return { invoice: issued[0], made: false };
    }
    if (month.until > now) throw conflict('month-not-over', `${request.month} ends at ${month.until}.`);
    const currency = request.currency ?? oneOf([...new Set([...issued.map((invoice) => invoice.currency), ...open])]);
    const items = await findOutstandingItems(em, tenantId, payer, { until: month.until, currency, lock: true });
    if (items.length === 0) throw conflict('nothing-to-invoice', `There is nothing to invoice for ${request.month}.`);
    const document = drawUp(items, { month, seller, recipient, currency });
    const invoice = await store(em, desk, document, items, now);
    await record?.(em, invoice);
    return { invoice, made: true };
  });
}

/** What an invoice would say if the month ended now; nothing is stored. @throws Problem 404, 422 as `issueInvoice` */
export async function drawUpStatement(
  { dataSource, tenantId }: Pick<BillDesk, 'dataSource' | 'tenantId'>,
  { payer, month: name, currency: wanted }: InvoiceRequest,
): Promise<InvoiceDocument> {
  return inTenant(
    dataSource,
    tenantId,
    async (em) => {
      const recipient = await getRecipient(em, tenantId, payer);
      const seller = (await findSeller(em, tenantId)) ?? null;
      const month = toBillingMonth(name, seller?.timeZone ?? 'UTC');
      const currencies = wanted ? [wanted] : await findOutstandingCurrencies(em, tenantId, payer, month.until);
      const about = { month, seller, recipient };
      if (currencies.length === 0) return { ...blank, ...about, currency: null };
      const currency = oneOf(currencies);
      const items = await findOutstandingItems(em, tenantId, payer, { until: month.until, currency, lock: false });
      return { ...drawUp(items, { ...about, currency }), kind: 'statement' };
    },
    { snapshot: true },
  );
}

const blank: Omit<InvoiceDocument, 'month' | 'seller' | 'recipient'> = {
  ...{ kind: 'statement', id: null, number: null, issuedAt: null, currency: null, entries: [], vatSummary: [] },
  ...{ net: '0', vat: '0', total: '0' },
};

function drawUp(
  items: readonly OutstandingItem[],
  about: { month: BillingMonth; seller: Seller | null; recipient: Recipient; currency: string },
): InvoiceDocument {
  const entries = items.map(({ entry }) => entry);
  const sums = sumEntries(entries, about.currency);
  return { ...blank, kind: kindOfInvoice(sums.total), ...about, entries, ...sums };
}

async function store(
  em: EntityManager,
  desk: BillDesk,
  drawn: InvoiceDocument,
  items: readonly OutstandingItem[],
  now: string,
): Promise<Invoice> {
  const { tenantId, actor } = desk;
  const { customerId, tokenGroupId } = drawn.recipient;
  const id = v7();
  const fact = (number: number): FactOf<'invoice.issued'> => ({
    ...{ kind: 'invoice.issued', id: v7(), tenantId, key: `invoice:${customerId ?? tokenGroupId}`, at: now, actor },
    data: { invoiceId: id, number, ...toSummary(drawn) },
  });
  // Last, for the counter is locked until the end: numbers have no gaps.
  const number = (await takeNumbers(em, new Map([[tenantId, 1]]), 'invoice_counter')).get(tenantId) as number;
  const document: InvoiceDocument = { ...drawn, id, number, issuedAt: now };
  const invoice: Invoice = { id, number, ...toSummary(drawn), issuedAt: now };
  await insertInvoice(em, tenantId, invoice, JSON.stringify(document), actor);
  await claimItems(em, tenantId, id, items);
  await tellFacts(em, [fact(number)], desk.partitions);
  return invoice;
}

function toSummary({ kind, recipient, month, net, vat, total, currency }: InvoiceDocument) {
  if (kind === 'statement' || currency === null) throw new Error('a statement is not issued');
  const { customerId, tokenGroupId } = recipient;
  return { kind, customerId, tokenGroupId, month: month.month, net, vat, total, currency };
}

async function getRecipient(em: EntityManager, tenantId: string, payer: Payer): Promise<Recipient> {
  if (payer.kind === 'customer') {
    const details = await findCustomerDetails(em, tenantId, payer.id);
    if (!details) throw notFound('customer', payer.id);
    const { name, address, vatId } = details;
    return { customerId: payer.id, tokenGroupId: null, name, address, vatId };
  }
  if (!(await isKnownTokenGroup(em, tenantId, payer.id))) throw notFound('token group', payer.id);
  return { customerId: null, tokenGroupId: payer.id, name: payer.id, address: null, vatId: null };
}

function oneOf(currencies: string[]): string {
  if (currencies.length > 1) {
    const message = `there are bills in ${currencies.join(' and ')}: name one, each has an invoice of its own`;
    throw unprocessable([{ path: 'currency', message }]);
  }
  if (currencies[0] === undefined) throw conflict('nothing-to-invoice', 'There is nothing to invoice.');
  return currencies[0];
}
