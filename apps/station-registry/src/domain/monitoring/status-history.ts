import type { ConnectorStatus } from '@chargebus/contracts';
import { isBefore } from '../instants';
import type { ConnectorState } from './station-state';

/** What a connector was from `at` on. Evse 0, connector 0 is the station itself. */
export interface StatusEntry {
  evse: number;
  connector: number;
  /** By the station's corrected time. */
  at: string;
  status: ConnectorStatus;
  errorCode: string | null;
  vendorErrorCode: string | null;
  info: string | null;
  /** When the state before this one was last reported; null: not again after it began. */
  previousAt: string | null;
  receivedAt: string;
}

/**
 * What a report means for the history. `append`: the newest state there is, and another one than before, or the `first`. `late`: older than what
 * is known, so its place is among the entries there are; `known` is the newest state by then.
 */
export type HistoryStep =
  { kind: 'append'; entry: StatusEntry; first: boolean } | { kind: 'late'; entry: StatusEntry; known: ConnectorState };

interface StatusReport {
  evse: number;
  connector: number;
  at: string;
  receivedAt: string;
  status: ConnectorStatus;
  errorCode?: string | undefined;
  vendorErrorCode?: string | undefined;
  info?: string | undefined;
}

type Told = Pick<ConnectorState, 'status' | 'errorCode' | 'vendorErrorCode'>;

/** `info` may hold readings that never stand still: it is kept, and makes no entry of its own. */
export const isSameState = (a: Told, b: Told): boolean =>
  a.status === b.status && a.errorCode === b.errorCode && a.vendorErrorCode === b.vendorErrorCode;

/** @returns undefined for a repeat of the newest state: only changes are entries */
export function decideHistory(known: ConnectorState, report: StatusReport): HistoryStep | undefined {
  const { evse, connector, at, receivedAt, status } = report;
  const { errorCode = null, vendorErrorCode = null, info = null } = report;
  const told = { evse, connector, at, status, errorCode, vendorErrorCode, info, receivedAt };
  if (known.statusAt !== null && isBefore(at, known.statusAt)) {
    return { kind: 'late', entry: { ...told, previousAt: null }, known };
  }
  if (isSameState(known, told)) return undefined;
  return { kind: 'append', entry: { ...told, previousAt: known.statusAt }, first: known.statusAt === null };
}

/** The entries around the place of a late report, and the newest state by then. */
export interface Surroundings {
  before: StatusEntry | null;
  after: StatusEntry | null;
  known: ConnectorState;
}

/**
 * What a late report (an offline replay) adds. Repeats make no entries, so the state around it may have been reported again after
 * it: then that state comes back with an entry of its own, from when it was last reported, for else the late one
 * would seem to have lasted until the next change.
 */
export function decideLateEntries(late: StatusEntry, { before, after, known }: Surroundings): StatusEntry[] {
  if (before !== null && isSameState(before, late)) return [];
  const reportedAgainAt = after === null ? known.statusAt : after.previousAt;
  if (reportedAgainAt === null || isBefore(reportedAgainAt, late.at)) return [{ ...late, previousAt: reportedAgainAt }];
  const again = before ?? (after === null ? fromKnown(known, late) : null);
  if (again === null || !isBefore(late.at, reportedAgainAt)) return [late];
  return [late, { ...again, at: reportedAgainAt, previousAt: null, receivedAt: late.receivedAt }];
}

function fromKnown(known: ConnectorState, late: StatusEntry): StatusEntry | null {
  const { status, errorCode, vendorErrorCode, info } = known;
  return status === null || isSameState(known, late) ? null : { ...late, status, errorCode, vendorErrorCode, info };
}
