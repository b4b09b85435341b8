import type { PriceLine } from '../domain/price-session';
import type { Bill, BillStatus } from '../store/bill.repository';

/** A bill as the API shows it. Without a tariff there are no amounts: null, not 0. */
export interface BillView {
  id: string;
  sessionId: string;
  stationId: string;
  status: BillStatus;
  heldFor?: string;
  /** What a final bill would come to by what was reported after it, where that differs. */
  difference?: { net: string; vat: string; total: string };
  lines: PriceLine[];
  net: string | null;
  vat: string | null;
  total: string | null;
  currency: string | null;
  tariff: { id: string; version: number } | null;
  sessionEndedAt: string | null;
  createdAt: string;
}

export function toBillView(bill: Bill): BillView {
  const { id, sessionId, stationId, status, heldFor, price, difference, tariff, sessionEndedAt, createdAt } = bill;
  return {
    id,
    sessionId,
    stationId,
    status,
    ...(heldFor !== null && { heldFor }),
    ...(difference && { difference: { net: difference.net, vat: difference.vat, total: difference.total } }),
    lines: price?.lines ?? [],
    net: price?.net ?? null,
    vat: price?.vat ?? null,
    total: price?.total ?? null,
    currency: price?.currency ?? null,
    tariff,
    sessionEndedAt,
    createdAt,
  };
}
