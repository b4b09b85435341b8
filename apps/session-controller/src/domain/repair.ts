import { unflag } from './anomaly';
import { energyOf, withAnomaly } from './count-energy';
import { flagEnd } from './end-session';
import { decideReport } from './decide-report';
import { changed, type Decision } from './report';
import type { LinkEvent } from '@chargebus/contracts';
import { isRunning, type Session } from './session';

/** What an operator can do about a session that came out wrong. */
export type Repair =
  | { action: 'set-end'; endedAt: string; meterStopWh?: number | undefined }
  | { action: 'merge-orphan'; orphanId: string }
  | { action: 'release' };

export type RepairRefusal =
  /** Nothing has begun: there is nothing to end. */
  | 'not-started'
  | 'end-before-start'
  | 'end-in-future'
  | 'meter-stop-below-start'
  | 'session-open'
  | 'nothing-to-release'
  /** The orphan says nothing that this session could take. */
  | 'no-effect';

const EXPLAINED = ['superseded', 'stop-missing', 'ended-before-started', 'stop-after-repair'] as const;

/**
 * The session ended as the operator says: an open one, or one that ended otherwise. Without a register the last that was read
 * counts. From then on no report of the station changes its end.
 */
export function setEnd(
  session: Session,
  o: { endedAt: string; meterStopWh?: number | undefined; now: string },
): Session | { refused: RepairRefusal } {
  if (!isRunning(session) && session.status !== 'ended') return { refused: 'not-started' };
  if (session.startedAt !== null && o.endedAt < session.startedAt) return { refused: 'end-before-start' };
  if (o.endedAt > o.now) return { refused: 'end-in-future' };
  const { meterStartWh, progress } = session;
  if (o.meterStopWh !== undefined && meterStartWh !== null && o.meterStopWh < meterStartWh)
    return { refused: 'meter-stop-below-start' };
  const anomalies = EXPLAINED.reduce((list, kind) => unflag(list, kind), session.anomalies);
  const ended: Session = {
    ...withAnomaly({ ...session, anomalies }, 'end-set-by-operator'),
    status: 'ended',
    endedAt: o.endedAt,
    meterStopWh: o.meterStopWh ?? session.meterStopWh ?? progress.register?.wh ?? null,
    powerW: session.powerW === null ? null : 0,
    stopReason: session.stopReason ?? 'other',
    freeSince: null,
    progress: { ...progress, endedBy: 'operator' },
  };
  return flagEnd({ ...ended, energyWh: energyOf(ended) });
}

/** The session with all that holds its bill looked at: it is billed as it is. */
export function release(session: Session): Session | { refused: RepairRefusal } {
  if (session.status !== 'ended') return { refused: 'session-open' };
  const held = session.anomalies
    .filter(({ kind, severity }) => severity === 'affects-amount' && !session.released.includes(kind))
    .map(({ kind }) => kind);
  if (held.length === 0) return { refused: 'nothing-to-release' };
  return { ...session, released: [...session.released, ...held] };
}

/** What an orphan makes of the session, read as if it had named it. */
export function mergeOrphan(session: Session, event: LinkEvent): Decision | { refused: RepairRefusal } {
  const ref = session.transactionRef;
  if (ref === null) return { refused: 'not-started' };
  const named = { ...event, data: { ...event.data, transactionRef: ref } } as LinkEvent;
  const label = session.labels.at(-1) ?? { epoch: '', ref };
  const decision = decideReport([session], { event: named, newId: session.id, label, locationId: null });
  if (decision.kind !== 'session' || decision.after.id !== session.id) return { refused: 'no-effect' };
  if (decision.after === session && decision.samples.length === 0) return { refused: 'no-effect' };
  return changed(session, withAnomaly(decision.after, 'report-merged'), decision);
}
