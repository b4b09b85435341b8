import { correctedTime } from '@chargebus/contracts';
import { absorbSamples } from './absorb-samples';
import { beginSession, countReport, type Started } from './begin-session';
import { withAnomaly } from './count-energy';
import { supersede } from './estimate-end';
import { findByRef, findPending, hasLabel, startedBy, withLabel, type StationSessions } from './place-report';
import { correctSamples } from './readings';
import { changed, NOTHING, type Change, type Decision, type Report } from './report';
import { hasSeq } from './seq-ranges';
import { isOpen, newSession, type Session } from './session';

/** A transaction began: which session is it, and what does it look like now (DESIGN 5 "Transaction reference"). */
export function decideStarted(sessions: StationSessions, event: Started, report: Report): Decision {
  const { transactionRef } = event.data;
  return transactionRef === undefined
    ? decideLabelled(sessions, event, report)
    : decideNamed(sessions, event, transactionRef, report);
}

/** 1.x: the station has no name for it but the label it is answered with. */
function decideLabelled(sessions: StationSessions, event: Started, report: Report): Decision {
  const before = startedBy(sessions, event.data.fingerprint);
  if (before.some((session) => hasLabel(session, report.label))) return NOTHING;
  const open = before.find(isOpen);
  // A repeat: the station did not get our answer. It goes by the newest label from now on, and both stay known.
  if (open !== undefined && correctedTime(event).plausible) return changed(open, withLabel(open, report.label));

  const opened = openSession(sessions, event, report);
  const { session, points } = beginSession(withLabel(opened.session, report.label), event);
  // A session of the same start is over, or a clock that stands still cannot tell two starts apart: a second session.
  const after = before.length > 0 ? withAnomaly(session, 'start-repeated') : session;
  const samples = correctSamples(event.data.samples, event.receivedAt);
  return changed(opened.before, after, { points, samples, others: othersOver(sessions, after) });
}

/** 2.x: the station names its transactions and counts its reports. */
function decideNamed(sessions: StationSessions, event: Started, ref: string, report: Report): Decision {
  const { seqNo } = event.data;
  const named = findByRef(sessions, ref);
  const isAnother = named !== undefined && isNamedAgain(named, event);
  const known = isAnother ? undefined : named;
  const samples = correctSamples(event.data.samples, event.receivedAt);
  if (known?.progress.startSeen === true) {
    if (seqNo === undefined || hasSeq(known.progress.seqNos, seqNo)) return NOTHING;
    if (!isOpen(known)) return changed(known, countReport(known, seqNo), { samples });
    const again = absorbSamples(countReport(known, seqNo), samples, { late: true });
    return changed(known, again.session, { points: again.points, samples });
  }
  const opened = known === undefined ? openSession(sessions, event, report) : { before: known, session: known };
  const begun = beginSession(withLabel(opened.session, { epoch: '', ref }), event);
  const session = isAnother ? withAnomaly(begun.session, 'name-reused') : begun.session;
  return changed(opened.before, session, { points: begun.points, samples, others: othersOver(sessions, session) });
}

/** A station is to use a name once (OCPP 2.x E01): a start after the end of the session that had it is another transaction. */
function isNamedAgain({ progress, endedAt }: Session, event: Started): boolean {
  const { at, plausible } = correctedTime(event);
  return plausible && progress.startSeen && endedAt !== null && at > endedAt;
}

/** One place holds one transaction: what ran there before is over, although its end was not reported (OCPP 1.6 errata 3.18). */
const othersOver = (sessions: StationSessions, started: Session): Change[] =>
  isOpen(started) && started.startedAt !== null ? supersede(sessions, { ...started, at: started.startedAt }) : [];

/** The pending session that the API made for this start, else a new one. */
function openSession(
  sessions: StationSessions,
  event: Started,
  report: Report,
): { before: Session | null; session: Session } {
  const { evse, token, remoteStartId, transactionRef } = event.data;
  const { at } = correctedTime(event);
  const pending = findPending(sessions, {
    evse,
    token,
    remoteStartId,
    numbered: transactionRef !== undefined,
    at,
    receivedAt: event.receivedAt,
  });
  if (pending !== undefined) return { before: pending, session: pending };
  const { tenantId, stationId } = event;
  return { before: null, session: newSession({ id: report.newId, tenantId, stationId, openedAt: at }) };
}
