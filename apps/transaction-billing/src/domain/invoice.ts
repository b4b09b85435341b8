import type { BillingMonth } from './billing-month';
import { Decimal, roundMoney, spellMoney } from './money';
import type { Price, PriceLine } from './price';
import { totalsOf } from './price-lines';

/** Who issues the invoices. */
export interface Seller {
  name: string;
  address: string;
  vatId: string | null;
  email: string | null;
  /** IANA: where its months begin. */
  timeZone: string;
  /** Printed at the foot of each invoice: bank account, register, terms of payment. */
  footer: string | null;
}

/** Who pays: a customer, or a token group that no customer owns. */
export type Payer = { kind: 'customer'; id: string } | { kind: 'token-group'; id: string };

/** The payer with what is printed of it. */
export interface Recipient {
  customerId: string | null;
  tokenGroupId: string | null;
  name: string;
  address: string | null;
  vatId: string | null;
}

/** A numbered entry of a bill, as it comes onto an invoice. */
export interface InvoiceEntry {
  billId: string;
  billNumber: number;
  kind: 'bill' | 'credit-note';
  /** Of a credit note: what it takes back; the invoice is null where it is this same one. */
  credits: { billNumber: number; invoiceNumber: number | null } | null;
  issuedAt: string;
  reason: string | null;
  sessionId: string;
  stationId: string;
  token: string | null;
  startedAt: string;
  endedAt: string | null;
  lines: PriceLine[];
  net: string;
  vat: string;
  total: string;
}

export interface VatSum {
  vatPercent: string;
  net: string;
  vat: string;
  total: string;
}

/** What an invoice says, whole: issued once, it is this to the byte. A statement is the same without id, number and time. */
export interface InvoiceDocument {
  kind: 'invoice' | 'credit-note' | 'statement';
  id: string | null;
  number: number | null;
  issuedAt: string | null;
  month: BillingMonth;
  seller: Seller | null;
  recipient: Recipient;
  currency: string | null;
  entries: InvoiceEntry[];
  vatSummary: VatSum[];
  net: string;
  vat: string;
  total: string;
}

/** The sums of an invoice: VAT as each bill has it, once per rate and bill, so that the invoice comes to what its bills come to. */
export interface InvoiceSums {
  vatSummary: VatSum[];
  net: string;
  vat: string;
  total: string;
}

/**
 * Adds entries up, per rate and in all; both agree exactly.
 * @throws Error where a bill's own VAT is not what its lines give: such a bill cannot be told by rate
 */
export function sumEntries(entries: readonly InvoiceEntry[], currency: string): InvoiceSums {
  const byRate = new Map<string, { net: Decimal; vat: Decimal }>();
  for (const entry of entries) {
    const { netByRate, vat } = totalsOf(entry.lines, currency);
    if (!vat.equals(entry.vat)) {
      throw new Error(`the VAT of bill number ${entry.billNumber} is ${entry.vat}, its lines give ${vat.toString()}`);
    }
    for (const [rate, net] of netByRate) {
      const sum = byRate.get(rate) ?? { net: new Decimal(0), vat: new Decimal(0) };
      const ofRate = roundMoney(net.times(rate).dividedBy(100), currency);
      byRate.set(rate, { net: sum.net.plus(net), vat: sum.vat.plus(ofRate) });
    }
  }
  const spell = (amount: Decimal): string => spellMoney(amount, currency);
  const rates = [...byRate].sort(([a], [b]) => new Decimal(b).comparedTo(a));
  const all = rates.reduce((sum, [, { net, vat }]) => ({ net: sum.net.plus(net), vat: sum.vat.plus(vat) }), {
    net: new Decimal(0),
    vat: new Decimal(0),
  });
  return {
    vatSummary: rates.map(([vatPercent, { net, vat }]) => ({
      ...{ vatPercent, net: spell(net), vat: spell(vat), total: spell(net.plus(vat)) },
    })),
    net: spell(all.net),
    vat: spell(all.vat),
    total: spell(all.net.plus(all.vat)),
  };
}

/** An invoice whose total is below zero is a credit note. */
export const kindOfInvoice = (total: string): 'invoice' | 'credit-note' =>
  new Decimal(total).isNegative() && !new Decimal(total).isZero() ? 'credit-note' : 'invoice';

/** What an entry's price gives an invoice. */
export const toEntryAmounts = ({ lines, net, vat, total }: Price): Pick<Price, 'lines' | 'net' | 'vat' | 'total'> => ({
  ...{ lines, net, vat, total },
});
