import type { EnergyPoint, Sample, StationEvent } from '@chargebus/contracts';
import type { Label, Session } from './session';

/** One event of a station as the reducer takes it: everything that is not in the event itself is decided before. */
export interface Report {
  event: StationEvent;
  /** The id of the session this report opens, if it opens one. */
  newId: string;
  /** 1.x: what the station is told to call a transaction that this record starts. */
  label: Label;
  /** Where the station stands, as far as it is known. */
  locationId: string | null;
}

/** What a report comes to. */
export type Decision =
  /** Nothing to do with a session, or said before. */
  | { kind: 'none' }
  /** It names a transaction nobody knows: kept aside, changes nothing. */
  | { kind: 'orphan'; reason: 'unknown-transaction' }
  | { kind: 'session'; before: Session | null; after: Session; points: EnergyPoint[]; samples: Sample[] };

export const NOTHING: Decision = { kind: 'none' };
export const ORPHAN: Decision = { kind: 'orphan', reason: 'unknown-transaction' };

export const changed = (
  before: Session | null,
  after: Session,
  o: { points?: EnergyPoint[]; samples?: Sample[] } = {},
): Decision => ({ kind: 'session', before, after, points: o.points ?? [], samples: o.samples ?? [] });
