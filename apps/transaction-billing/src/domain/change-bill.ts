import type { Actor } from '@chargebus/contracts';
import type { Bill, BillEntry, TariffRef } from './bill';
import { Decimal } from './money';
import type { Price } from './price';

/** Who changes a bill, when and why. */
export interface ChangedBy {
  actor: Actor;
  at: string;
  reason: string;
}

export type BillChange =
  | { ok: true; bill: Bill; entries: BillEntry[] }
  | { ok: false; reason: 'not-held' | 'not-final' | 'credited-already' | 'no-amount' };

/** A held bill becomes final as it stands. */
export function decideRelease(bill: Bill, by: ChangedBy): BillChange {
  if (bill.status !== 'held') return { ok: false, reason: 'not-held' };
  if (bill.price === null) return { ok: false, reason: 'no-amount' };
  const entry = toEntry('released', bill, by, bill.price);
  return { ok: true, bill: { ...bill, status: 'final', heldFor: null }, entries: [entry] };
}

/** A held bill becomes final with another price; a final one is taken back by a credit note and made anew. */
export function decideCorrectionBy(bill: Bill, by: ChangedBy, right: { price: Price; tariff: TariffRef }): BillChange {
  if (bill.status === 'credited') return { ok: false, reason: 'credited-already' };
  const corrected: Bill = { ...bill, ...right, status: 'final', heldFor: null, difference: null };
  const entry = toEntry('corrected', corrected, by, right.price);
  const credit =
    bill.status === 'final' && bill.price !== null ? [toEntry('credited', bill, by, negated(bill.price))] : [];
  return { ok: true, bill: corrected, entries: [...credit, entry] };
}

/** A final bill is taken back by a credit note; a held one is closed, and since it never was final it needs none. */
export function decideCredit(bill: Bill, by: ChangedBy): BillChange {
  if (bill.status === 'credited') return { ok: false, reason: 'credited-already' };
  if (bill.status !== 'final' && bill.status !== 'held') return { ok: false, reason: 'not-final' };
  const wasFinal = bill.status === 'final' && bill.price !== null;
  const entry = toEntry('credited', bill, by, wasFinal && bill.price ? negated(bill.price) : null);
  return {
    ok: true,
    bill: { ...bill, status: 'credited', heldFor: null },
    entries: [{ ...entry, numbered: wasFinal }],
  };
}

function toEntry(kind: BillEntry['kind'], bill: Bill, by: ChangedBy, price: Price | null): BillEntry {
  return { ...by, kind, numbered: true, number: null, heldFor: null, tariff: bill.tariff, price };
}

/** The amounts of a credit note for this price. */
export function negated(price: Price): Price {
  const minus = (amount: string): string => (new Decimal(amount).isZero() ? amount : flip(amount));
  const lines = price.lines.map((line) => ({ ...line, amount: minus(line.amount), quantity: minus(line.quantity) }));
  return { ...price, lines, net: minus(price.net), vat: minus(price.vat), total: minus(price.total) };
}

const flip = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);
