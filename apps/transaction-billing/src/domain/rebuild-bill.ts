import type { SessionSnapshot } from '@chargebus/contracts';
import type { BillInput } from './bill-input';
import { decideBill, decideCorrection, type BillDecision, type HeldFor } from './decide-bill';
import { isSamePrice, type Price } from './price';
import { priceSession } from './price-session';
import { toCourse } from './session-course';
import type { Rates } from './tariff';

/** What a bill was made as by a report of its session's end. */
export interface MadeBill {
  status: 'held' | 'final';
  heldFor: HeldFor | null;
  price: Price | null;
}

/** What the facts of a session alone make of its bill. */
export interface RebuiltBill {
  /** In the order they were made: a held bill is made anew by a later report, a final one is the last. */
  made: MadeBill[];
  /** What reports after the final bill would make of it, where that differs. */
  difference: Price | null;
  /** What the last report of the end would make, whatever the bill is by then; null where the session has not ended. */
  last: BillDecision | null;
}

/**
 * Makes a session's bill anew from what is kept of all its facts, each end priced by the whole course up to it. Pure; what the service
 * made of the same facts one by one must come to the same.
 * @param inputs - in the order of the log
 * @param rates - what the session was priced by; undefined: no tariff applied
 */
export function rebuildBill(inputs: readonly BillInput[], rates: Rates | undefined): RebuiltBill {
  const rebuilt: RebuiltBill = { made: [], difference: null, last: null };
  inputs.forEach((input, n) => {
    if (input.kind !== 'session.ended') return;
    const { session } = input.data;
    const decision = decideBill(session, priceOf(inputs.slice(0, n + 1), session, rates));
    rebuilt.last = decision;
    const before = rebuilt.made.at(-1);
    const correction = before && decideCorrection(before, decision);
    if (correction && correction !== 'replace') rebuilt.difference = correction.difference;
    else if (decision.kind === 'bill') {
      const made = toMade(decision);
      if (before?.status !== made.status || before.heldFor !== made.heldFor || !isSamePrice(before.price, made.price)) {
        rebuilt.made.push(made);
      }
    }
  });
  return rebuilt;
}

function priceOf(
  inputs: readonly BillInput[],
  session: SessionSnapshot,
  rates: Rates | undefined,
): Price | 'no-tariff' | null {
  if (!rates) return 'no-tariff';
  const course = toCourse(inputs, session);
  return course ? priceSession(course, rates) : null;
}

const toMade = (decision: Extract<BillDecision, { kind: 'bill' }>): MadeBill => ({
  status: decision.status,
  heldFor: decision.status === 'held' ? decision.heldFor : null,
  price: decision.price,
});
