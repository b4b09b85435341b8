import type { Actor } from '@chargebus/contracts';
import type { HeldFor } from './decide-bill';
import type { Price } from './price';

export type BillStatus = 'open' | 'held' | 'final' | 'credited';

export interface TariffRef {
  id: string;
  version: number;
}

/** The one bill of a session as it stands. A held bill without a price has no amounts: it is never 0 by accident. */
export interface Bill {
  tenantId: string;
  id: string;
  sessionId: string;
  stationId: string;
  status: BillStatus;
  heldFor: HeldFor | null;
  /** Of the final bill in force, without gaps within the tenant; null while none is final. */
  number: number | null;
  tariff: TariffRef | null;
  price: Price | null;
  /** What a final bill would come to by what was reported after it, where that differs. */
  difference: Price | null;
  sessionEndedAt: string | null;
  createdAt: string;
  /** How many entries its history has. */
  entries: number;
}

/**
 * One entry of a bill's history; it never changes. `held` and `final` are made from facts, the others by people: `released` makes a
 * held bill final, `corrected` puts another amount in its place, `credited` takes it back (a credit note, its amounts negative).
 */
export interface BillEntry {
  kind: 'held' | 'final' | 'released' | 'corrected' | 'credited';
  /** Whether it is a final bill or a credit note and so has a number, which the store gives. */
  numbered: boolean;
  number: number | null;
  heldFor: HeldFor | null;
  tariff: TariffRef | null;
  price: Price | null;
  /** Why, by who did it; null where facts did. */
  reason: string | null;
  at: string;
  actor: Actor;
}
