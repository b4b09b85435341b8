import { energyOf, withAnomaly } from './count-energy';
import { unflag } from './anomaly';
import { flagEnd } from './end-session';
import type { Change } from './report';
import { isRunning, type Session } from './session';
import type { StationSessions } from './place-report';

type Why = 'superseded' | 'stop-missing';

/**
 * Ends a session whose end nobody reported, with the last that was read: the reading's time, or `at` where nothing was read,
 * and the reading. Flagged, so that its bill waits.
 */
export function estimateEnd(session: Session, o: { at: string; why: Why }): Session {
  const { register } = session.progress;
  const begun = session.startedAt ?? session.openedAt;
  const endedAt = register?.at ?? (o.at > begun ? o.at : begun);
  const ended: Session = {
    ...withAnomaly(session, o.why),
    status: 'ended',
    endedAt,
    meterStopWh: register?.wh ?? null,
    powerW: session.powerW === null ? null : 0,
    stopReason: 'other',
    freeSince: null,
    progress: { ...session.progress, endedBy: 'estimate' },
  };
  return flagEnd({ ...ended, energyWh: energyOf(ended) });
}

/** Whether a report of the station may still correct the end. */
export const isEstimated = (session: Session): boolean =>
  session.status === 'ended' && session.progress.endedBy === 'estimate';

/** An estimated end taken back, for a report that says more of the session; and how to estimate it anew. */
export function withoutEstimate(session: Session): { session: Session; again: (session: Session) => Session } {
  const { endedBy: _estimate, ...progress } = session.progress;
  const why: Why = session.anomalies.some(({ kind }) => kind === 'superseded') ? 'superseded' : 'stop-missing';
  const anomalies = unflag(unflag(unflag(session.anomalies, why), 'meter-stop-missing'), 'ended-before-started');
  const open: Session = {
    ...session,
    anomalies,
    progress,
    status: session.energyWh > 0 ? 'charging' : 'preparing',
    endedAt: null,
    meterStopWh: null,
    stopReason: null,
  };
  const at = session.endedAt ?? session.openedAt;
  return { session: open, again: (later) => estimateEnd(later, { at, why }) };
}

/** The sessions that a start at `at` shows to be over: those that run at the same place, and began before it. */
export function supersede(
  sessions: StationSessions,
  start: { id: string; evseId: number | null; connectorId: number | null; at: string },
): Change[] {
  if (!start.evseId) return [];
  return sessions
    .filter((session) => session.id !== start.id && isRunning(session) && session.evseId === start.evseId)
    .filter(({ connectorId }) => !connectorId || !start.connectorId || connectorId === start.connectorId)
    .filter((session) => (session.startedAt ?? session.openedAt) < start.at)
    .map((before) => ({ before, after: estimateEnd(before, { at: start.at, why: 'superseded' }), points: [] }));
}
