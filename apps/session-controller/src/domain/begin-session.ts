import { correctedTime, type StationEventOf } from '@chargebus/contracts';
import { absorbSamples } from './absorb-samples';
import { unflag } from './anomaly';
import { energyOf, releaseHeldReadings, withAnomaly } from './count-energy';
import { flagEnd } from './end-session';
import { correctSamples } from './readings';
import { addSeq } from './seq-ranges';
import { isOpen, type Advance, type Session } from './session';
import { moveTo, reportState } from './session-status';
import { tokenKey } from './token';

export type Started = StationEventOf<'station.transaction.started'>;

/**
 * The session once its start is reported: a new one, the pending one the API made, or one whose later reports came
 * first. A session that is over already stays over and gets its start filled in.
 */
export function beginSession(session: Session, event: Started): Advance {
  const { data } = event;
  const { at, plausible } = correctedTime(event);
  const refused = data.verdict.status !== 'accepted';
  let next: Session = {
    ...session,
    // 0: a 2.x station that was authorized before it knows where the car will be plugged in.
    evseId: data.evse || session.evseId,
    connectorId: data.connector ?? session.connectorId,
    token: spelledAsKnown(session.token, data.token),
    tokenType: session.tokenType ?? data.tokenType ?? (data.token === undefined ? null : 'rfid'),
    tokenGroupId: data.verdict.groupId ?? session.tokenGroupId,
    authorization: data.verdict.status,
    failReason: refused ? 'token-refused' : null,
    startedAt: at,
    meterStartWh: data.meterStartWh ?? null,
    reservationId: data.reservationId ?? session.reservationId,
    remoteStartId: data.remoteStartId ?? session.remoteStartId,
    startFingerprint: data.fingerprint,
    anomalies: unflag(session.anomalies, 'start-missing'),
    progress: { ...session.progress, startSeen: true },
  };
  if (data.seqNo !== undefined) next = countReport(next, data.seqNo);
  if (!plausible) next = withAnomaly(next, 'clock-implausible');
  if (refused) next = withAnomaly(next, 'start-refused');
  if (data.verdict.registeredType !== undefined) next = withAnomaly(next, 'token-type-mismatch');
  if (data.verdict.decidedBy === 'last-known') next = withAnomaly(next, 'verdict-last-known');
  if (data.verdict.decidedBy === 'policy') next = withAnomaly(next, 'verdict-by-policy');

  const own = absorbSamples(next, correctSamples(data.samples, event.receivedAt), { late: true });
  next = own.session;
  if (next.meterStartWh === null) next = withAnomaly(next, 'meter-start-missing');
  const held = releaseHeldReadings(next);
  next = { ...held.session, energyWh: energyOf(held.session) };
  if (!isOpen(next)) return { session: flagEnd(next), points: [...own.points, ...held.points] };

  // The running status is what this report says, unless a later report has said more.
  if (next.status === 'pending') next = moveTo(next, 'preparing');
  if (data.chargingState !== undefined) next = reportState(next, data.chargingState, at, event.receivedAt);
  return { session: next, points: [...own.points, ...held.points] };
}

/** Stations may change the case of a uid: what is known of the token keeps its spelling. */
const spelledAsKnown = (known: string | null, shown: string | undefined): string | null =>
  shown === undefined || (known !== null && tokenKey(known) === tokenKey(shown)) ? known : shown;

/** The session with a counted report (2.x seqNo) remembered. */
export function countReport(session: Session, seqNo: number): Session {
  return { ...session, progress: { ...session.progress, seqNos: addSeq(session.progress.seqNos, seqNo) } };
}
