import type { Fact, FactOf, SessionCost } from '@chargebus/contracts';
import type { Bill } from '../domain/bill';
import type { Price } from '../domain/price';
import type { PricedSession } from '../store/priced-session.repository';

/** What all facts have but their kind and data. */
export type FactHeader = Omit<Fact, 'kind' | 'data'>;

export function toBillChanged(header: FactHeader, bill: Bill): FactOf<'bill.changed'> {
  const { id: billId, sessionId, status, heldFor, price } = bill;
  const [total, currency] = [price?.total ?? null, price?.currency ?? null];
  return { ...header, kind: 'bill.changed', data: { billId, sessionId, status, heldFor, total, currency } };
}

export function toSessionPriced(
  header: FactHeader,
  session: Pick<PricedSession, 'sessionId' | 'stationId' | 'transactionRef'> & { endedAt: string | null },
  cost: SessionCost,
): FactOf<'session.priced'> {
  const { sessionId, stationId, transactionRef, endedAt } = session;
  const over = cost.final && transactionRef !== null && endedAt !== null && { transactionRef, endedAt };
  return { ...header, kind: 'session.priced', data: { sessionId, stationId, cost, ...over } };
}

export const toCost = (price: Price, final: boolean): SessionCost => ({
  amount: price.total,
  net: price.net,
  currency: price.currency,
  final,
});

export function isSameCost(a: SessionCost, b: SessionCost | null): boolean {
  return b !== null && a.amount === b.amount && a.net === b.net && a.currency === b.currency && a.final === b.final;
}
