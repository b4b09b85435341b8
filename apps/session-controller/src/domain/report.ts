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

/** A session as it was and as it is, and the points that were added to its energy curve. */
export interface Change {
  before: Session | null;
  after: Session;
  points: EnergyPoint[];
}

/** What a report comes to. */
export type Decision =
  /** Nothing to do with a session, or said before. */
  | { kind: 'none' }
  /** It names a transaction nobody knows: kept aside, changes nothing. */
  | { kind: 'orphan'; reason: 'unknown-transaction' }
  /** The session it is about with its samples, and other sessions that it changes. */
  | ({ kind: 'session'; samples: Sample[]; others: Change[] } & Change);

export const NOTHING: Decision = { kind: 'none' };
export const ORPHAN: Decision = { kind: 'orphan', reason: 'unknown-transaction' };

export const changed = (
  before: Session | null,
  after: Session,
  o: { points?: EnergyPoint[]; samples?: Sample[]; others?: Change[] } = {},
): Decision => ({
  kind: 'session',
  before,
  after,
  points: o.points ?? [],
  samples: o.samples ?? [],
  others: o.others ?? [],
});

/** Every session that a report changes, in the order in which it is told; the ones it ends come before the one it begins. */
export const changesOf = (decision: Decision): Change[] =>
  decision.kind === 'session' ? [...decision.others, decision] : [];
