import type { EnergyPoint, SessionSnapshot } from '@chargebus/contracts';
import { released } from './anomaly';
import type { Pause } from './pause';
import type { SeqRanges } from './seq-ranges';

/**
 * A name the station knows the session by. 1.x: the label it was answered with, in decimal, of the log's `epoch`; 2.x: its
 * own transaction id, epoch `''`. A session may have several (a start that was repeated), the newest last.
 */
export interface Label {
  epoch: string;
  ref: string;
}

/** An energy register as read at one instant. */
export interface Reading {
  at: string;
  wh: number;
}

/** What the reducer has to remember between reports; nobody else reads it. */
export interface Progress {
  /** Whether the transaction's start was reported (2.x reports may come before it). */
  startSeen: boolean;
  /** Report counters seen (2.x). */
  seqNos: SeqRanges;
  /** When the status was reported: an older report never overrides it. */
  statusAt: string | null;
  /** The latest import register, and the highest. */
  register: Reading | null;
  highestWh: number | null;
  /** Readings that came before the start did: they become points once it is known what they count from. */
  heldReadings: Reading[];
  exportFirstWh: number | null;
  exportLast: Reading | null;
  powerAt: string | null;
  /** What the power that was measured comes to, at least. */
  powerWh?: number | undefined;
  socAt: string | null;
  /** The station has called it by its name: it knows the name (1.x). */
  named?: boolean | undefined;
  /** Who ended it where no station did; absent else. A stop that comes later replaces an estimate, never an operator's word. */
  endedBy?: 'estimate' | 'operator' | undefined;
}

export interface Session extends SessionSnapshot {
  tenantId: string;
  /** Orders sessions in lists and look-ups: when the session was asked for or first reported. Never changes. */
  openedAt: string;
  requestedAt: string | null;
  remoteStartId: number | null;
  startFingerprint: string | null;
  labels: Label[];
  /** Whether it shall be paused, and what came of that; null if it was never asked for. */
  pause: Pause | null;
  /** Since when its station has said that the place is free although it is not over; null while nothing says so. */
  freeSince: string | null;
  /** Kinds of anomalies that an operator has released to billing. */
  released: string[];
  progress: Progress;
}

export const emptyProgress: Progress = {
  startSeen: false,
  seqNos: [],
  statusAt: null,
  register: null,
  highestWh: null,
  heldReadings: [],
  exportFirstWh: null,
  exportLast: null,
  powerAt: null,
  socAt: null,
};

export function newSession(o: { id: string; tenantId: string; stationId: string; openedAt: string }): Session {
  return {
    ...o,
    locationId: null,
    evseId: null,
    connectorId: null,
    token: null,
    tokenType: null,
    tokenGroupId: null,
    status: 'pending',
    failReason: null,
    authorization: null,
    startedAt: null,
    endedAt: null,
    meterStartWh: null,
    meterStopWh: null,
    energyWh: 0,
    energyExportWh: 0,
    powerW: null,
    socPercent: null,
    stopReason: null,
    transactionRef: null,
    reservationId: null,
    anomalies: [],
    requestedAt: null,
    remoteStartId: null,
    startFingerprint: null,
    labels: [],
    pause: null,
    freeSince: null,
    released: [],
    progress: emptyProgress,
  };
}

/** Not over yet: pending counts as open, ended and failed do not. */
export const isOpen = (session: Pick<Session, 'status'>): boolean =>
  session.status !== 'ended' && session.status !== 'failed';

/** A transaction runs at the station. */
export const isRunning = (session: Pick<Session, 'status'>): boolean => isOpen(session) && session.status !== 'pending';

/** The session as facts carry it: whole, without what only its controller knows. */
export function toSnapshot(session: Session): SessionSnapshot {
  return {
    id: session.id,
    stationId: session.stationId,
    locationId: session.locationId,
    evseId: session.evseId,
    connectorId: session.connectorId,
    token: session.token,
    tokenType: session.tokenType,
    tokenGroupId: session.tokenGroupId,
    status: session.status,
    failReason: session.failReason,
    authorization: session.authorization,
    startedAt: session.startedAt,
    endedAt: session.endedAt,
    meterStartWh: session.meterStartWh,
    meterStopWh: session.meterStopWh,
    energyWh: session.energyWh,
    energyExportWh: session.energyExportWh,
    powerW: session.powerW,
    socPercent: session.socPercent,
    stopReason: session.stopReason,
    transactionRef: session.transactionRef,
    reservationId: session.reservationId,
    anomalies: released(session.anomalies, session.released),
  };
}

/** Whether facts would show both alike. */
export function looksTheSame(a: Session, b: Session): boolean {
  const [left, right] = [toSnapshot(a), toSnapshot(b)];
  const keys = Object.keys(left) as (keyof SessionSnapshot)[];
  return keys.every(
    (key) =>
      left[key] === right[key] || (key === 'anomalies' && JSON.stringify(left[key]) === JSON.stringify(right[key])),
  );
}

/** A session after a report, and the points the report added to its energy curve. */
export interface Advance {
  session: Session;
  points: EnergyPoint[];
}
