import { correctedTime, type StationEventOf } from '@chargebus/contracts';
import { absorbSamples } from './absorb-samples';
import { countReport } from './begin-session';
import { withAnomaly } from './count-energy';
import { countLate, flagEnd } from './end-session';
import { isEstimated, withoutEstimate } from './estimate-end';
import { findByRef, findPending, withLabel, type StationSessions } from './place-report';
import { correctSamples } from './readings';
import { changed, NOTHING, type Decision, type Report } from './report';
import { hasSeq } from './seq-ranges';
import { isOpen, newSession, type Session } from './session';
import { moveTo, reportState } from './session-status';

type Updated = StationEventOf<'station.transaction.updated'>;

/** A counted report of a transaction that runs (2.x). It may come before the start did: then it opens the session's shell. */
export function decideUpdated(sessions: StationSessions, event: Updated, report: Report): Decision {
  const { data } = event;
  const known = findByRef(sessions, data.transactionRef) ?? findRequested(sessions, event);
  if (known !== undefined && hasSeq(known.progress.seqNos, data.seqNo)) return NOTHING;
  const { at } = correctedTime(event);
  const samples = correctSamples(data.samples, event.receivedAt);
  const before = known ?? null;
  const session = countReport(known ?? openShell(event, report, at), data.seqNo);
  if (isEstimated(session)) {
    const { session: open, again } = withoutEstimate(session);
    const late = absorbSamples(open, samples, { late: true });
    return changed(before, again(late.session), { points: late.points, samples });
  }
  if (session.status === 'ended') {
    const late = countLate(session, samples);
    return changed(before, flagEnd(late.session), { points: late.points, samples });
  }
  if (!isOpen(session)) return changed(before, session, { samples });

  let next = withLabel(moveTo(session, session.status === 'pending' ? 'preparing' : session.status), {
    epoch: '',
    ref: data.transactionRef,
  });
  next = {
    ...next,
    freeSince: null,
    evseId: next.evseId ?? (data.evse || null),
    connectorId: next.connectorId ?? data.connector ?? null,
    reservationId: next.reservationId ?? data.reservationId ?? null,
  };
  next = takeToken(next, data);
  if (data.chargingState !== undefined) next = reportState(next, data.chargingState, at, event.receivedAt);
  const absorbed = absorbSamples(next, samples, { late: true });
  return changed(before, absorbed.session, { points: absorbed.points, samples });
}

const findRequested = (sessions: StationSessions, event: Updated): Session | undefined =>
  event.data.remoteStartId === undefined
    ? undefined
    : findPending(sessions, {
        remoteStartId: event.data.remoteStartId,
        numbered: true,
        at: event.receivedAt,
        receivedAt: event.receivedAt,
      });

function openShell(event: Updated, report: Report, at: string): Session {
  const { tenantId, stationId } = event;
  const shell = newSession({ id: report.newId, tenantId, stationId, openedAt: at });
  return withAnomaly(moveTo(shell, 'preparing'), 'start-missing');
}

/** A cable that was plugged in first starts the transaction; the token comes with a later report (2.0.1 E02). */
function takeToken(session: Session, data: Updated['data']): Session {
  if (session.token !== null || data.token === undefined) return session;
  const status = data.verdict?.status ?? null;
  const told = data.verdict?.registeredType === undefined ? session : withAnomaly(session, 'token-type-mismatch');
  const next: Session = {
    ...told,
    token: data.token,
    tokenType: data.tokenType ?? 'rfid',
    tokenGroupId: data.verdict?.groupId ?? null,
    authorization: status,
  };
  if (status === null || status === 'accepted') return next;
  return withAnomaly({ ...next, failReason: 'token-refused' }, 'start-refused');
}
