import type { SessionSnapshot } from '@chargebus/contracts';
import type { Price } from './price';

/** Why a bill waits for a person. Its amounts, where it has any, are what it would come to. */
export type HeldFor = 'no-tariff' | 'anomaly' | 'refused-token-with-energy' | 'no-times' | 'quarantined';

export type BillDecision =
  | { kind: 'none' }
  | { kind: 'bill'; status: 'final'; price: Price }
  | { kind: 'bill'; status: 'held'; heldFor: HeldFor; price: Price | null };

/**
 * Decides the one bill of an ended session. A refused transaction without energy has none; with energy it is held. A session with
 * an anomaly that affects the amount, or without a tariff, is held with the reason and never billed 0 by accident.
 * @param price - `no-tariff` where none applies; null where the session cannot be priced for want of its start or end
 */
export function decideBill(session: SessionSnapshot, price: Price | 'no-tariff' | null): BillDecision {
  const refused = session.authorization !== null && session.authorization !== 'accepted';
  if (refused && session.energyWh === 0) return { kind: 'none' };
  if (price === 'no-tariff') return held('no-tariff', null);
  if (price === null) return held('no-times', null);
  if (refused) return held('refused-token-with-energy', price);
  if (session.anomalies.some(({ severity }) => severity === 'affects-amount')) return held('anomaly', price);
  return { kind: 'bill', status: 'final', price };
}

/** What a later report of the session's end does to the bill it has: a held one is made anew, any other only compared. */
export function decideCorrection(
  bill: { status: string; price: Price | null },
  decision: BillDecision,
): 'replace' | { difference: Price | null } {
  if (bill.status === 'held' && decision.kind === 'bill') return 'replace';
  const price = decision.kind === 'bill' ? decision.price : null;
  const differs = price?.total !== bill.price?.total || price?.vat !== bill.price?.vat;
  return { difference: differs ? price : null };
}

function held(heldFor: HeldFor, price: Price | null): BillDecision {
  return { kind: 'bill', status: 'held', heldFor, price };
}
