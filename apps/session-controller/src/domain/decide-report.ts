import { correctedTime, type StationEventOf } from '@chargebus/contracts';
import { absorbSamples } from './absorb-samples';
import { withAnomaly } from './count-energy';
import { decideEnded } from './decide-ended';
import { decideStarted } from './decide-started';
import { decideUpdated } from './decide-updated';
import { isEstimated, withoutEstimate } from './estimate-end';
import { reapplyPause } from './pause';
import { findByRef, findNewestAt, findOnlyAt, namesNone, type StationSessions } from './place-report';
import { correctSamples } from './readings';
import { changed, NOTHING, ORPHAN, type Decision, type Report } from './report';
import { isOpen } from './session';
import { reportState } from './session-status';

/**
 * What one report of a station means for its sessions. Pure: the same sessions and report give the same decision, so a
 * replay of the log gives the same rows and facts (messaging rule 10). A report said before comes to nothing (rule 11).
 */
export function decideReport(sessions: StationSessions, report: Report): Decision {
  const decision = decide(sessions, report);
  if (decision.kind !== 'session' || decision.after.locationId !== null || report.locationId === null) return decision;
  return { ...decision, after: { ...decision.after, locationId: report.locationId } };
}

function decide(sessions: StationSessions, report: Report): Decision {
  const { event } = report;
  switch (event.kind) {
    case 'station.transaction.started':
      return decideStarted(sessions, event, report);
    case 'station.transaction.updated':
      return decideUpdated(sessions, event, report);
    case 'station.transaction.ended':
      return decideEnded(sessions, event, report);
    case 'station.samples.reported':
      return decideSamples(sessions, event);
    case 'station.charging-state.reported':
      return decideState(sessions, event);
    case 'station.connector-status.reported':
      return decideFree(sessions, event);
    case 'station.booted':
      return decideBooted(sessions, event);
    default:
      return NOTHING;
  }
}

function decideSamples(sessions: StationSessions, event: StationEventOf<'station.samples.reported'>): Decision {
  const { transactionRef, evse, connector } = event.data;
  const named = transactionRef !== undefined && !namesNone(transactionRef);
  const found = named ? findByRef(sessions, transactionRef) : findOnlyAt(sessions, { evse, connector });
  if (found === undefined) return named ? ORPHAN : NOTHING;
  const isNews = named && found.progress.named !== true && isOpen(found);
  const session = isNews ? { ...found, progress: { ...found.progress, named: true } } : found;
  const samples = correctSamples(event.data.samples, event.receivedAt);
  if (isEstimated(session)) {
    const { session: open, again } = withoutEstimate(session);
    const late = absorbSamples(open, samples, { late: false });
    return changed(found, again(late.session), { points: late.points, samples });
  }
  // After the end samples are kept, with no effect.
  if (!isOpen(session)) return changed(found, session, { samples });
  const told = correctedTime(event).plausible ? session : withAnomaly(session, 'clock-implausible');
  const { session: after, points } = absorbSamples({ ...told, freeSince: null }, samples, { late: false });
  return changed(found, after, { points, samples });
}

function decideState(sessions: StationSessions, event: StationEventOf<'station.charging-state.reported'>): Decision {
  const { transactionRef, evse, connector, chargingState } = event.data;
  const session =
    transactionRef === undefined ? findNewestAt(sessions, { evse, connector }) : findByRef(sessions, transactionRef);
  if (session === undefined || !isOpen(session)) return NOTHING;
  return changed(session, reportState(session, chargingState, correctedTime(event).at, event.receivedAt));
}

/** A place that is free has no session: one whose end was not reported is over, unless its stop is still on its way. */
function decideFree(sessions: StationSessions, event: StationEventOf<'station.connector-status.reported'>): Decision {
  const { evse, connector, status } = event.data;
  const session = status === 'available' ? findNewestAt(sessions, { evse, connector }) : undefined;
  const { at } = correctedTime(event);
  if (session === undefined || session.freeSince !== null || (session.startedAt ?? session.openedAt) > at)
    return NOTHING;
  return changed(session, { ...session, freeSince: event.receivedAt });
}

/** The station may have lost the profiles of sessions that go on. */
function decideBooted(sessions: StationSessions, event: StationEventOf<'station.booted'>): Decision {
  if (event.data.verdict.status !== 'accepted') return NOTHING;
  const [first, ...others] = sessions
    .map((before) => ({ before, after: reapplyPause(before, event.receivedAt), points: [] }))
    .filter(({ before, after }) => after !== before);
  return first === undefined ? NOTHING : changed(first.before, first.after, { others });
}

/** A report that could not be processed: the session it names is flagged, and its bill held (messaging rule 13). */
export function decideQuarantined(sessions: StationSessions, report: Report): Decision {
  const { event } = report;
  if (event.kind === 'station.seen' || !('transactionRef' in event.data || 'samples' in event.data)) return NOTHING;
  const { transactionRef, evse } = event.data as { transactionRef?: string; evse?: number };
  const session =
    transactionRef === undefined
      ? evse === undefined
        ? undefined
        : findOnlyAt(sessions, { evse })
      : findByRef(sessions, transactionRef);
  return session === undefined ? NOTHING : changed(session, withAnomaly(session, 'report-quarantined'));
}
