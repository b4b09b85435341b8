import type { Actor } from '@chargebus/contracts';
import type { Bill, BillEntry, BillStatus, TariffRef } from '../domain/bill';
import type { Price, PriceLine } from '../domain/price';

interface AmountsView {
  lines: PriceLine[];
  net: string | null;
  vat: string | null;
  total: string | null;
  currency: string | null;
}

/** A bill as the API shows it. Without a tariff there are no amounts: null, not 0. */
export interface BillView extends AmountsView {
  id: string;
  sessionId: string;
  stationId: string;
  status: BillStatus;
  heldFor?: string;
  /** Of a final bill, without gaps. */
  number: number | null;
  /** What a final bill would come to by what was reported after it, where that differs. */
  difference?: { net: string; vat: string; total: string };
  tariff: TariffRef | null;
  sessionEndedAt: string | null;
  createdAt: string;
}

/** An entry of a bill's history. A credit note's amounts are negative. */
export interface EntryView extends AmountsView {
  kind: BillEntry['kind'];
  number: number | null;
  heldFor?: string;
  tariff: TariffRef | null;
  reason?: string;
  at: string;
  actor: Actor;
}

export function toBillView(bill: Bill): BillView {
  const { id, sessionId, stationId, status, heldFor, number, price, difference, tariff, sessionEndedAt, createdAt } =
    bill;
  return {
    id,
    sessionId,
    stationId,
    status,
    ...(heldFor !== null && { heldFor }),
    number,
    ...(difference && { difference: { net: difference.net, vat: difference.vat, total: difference.total } }),
    ...toAmounts(price),
    tariff,
    sessionEndedAt,
    createdAt,
  };
}

export function toEntryView({ kind, number, heldFor, price, tariff, reason, at, actor }: BillEntry): EntryView {
  return {
    kind,
    number,
    ...(heldFor !== null && { heldFor }),
    ...toAmounts(price),
    tariff,
    ...(reason !== null && { reason }),
    at,
    actor,
  };
}

const toAmounts = (price: Price | null): AmountsView => ({
  lines: price?.lines ?? [],
  net: price?.net ?? null,
  vat: price?.vat ?? null,
  total: price?.total ?? null,
  currency: price?.currency ?? null,
});
