import { correctedTime } from '@chargebus/contracts';
import { countReport } from './begin-session';
import { endSession, flagEnd, type Ended } from './end-session';
import { findByRef, withLabel, type StationSessions } from './place-report';
import { correctSamples } from './readings';
import { changed, NOTHING, ORPHAN, type Decision, type Report } from './report';
import { hasSeq } from './seq-ranges';
import { isOpen, newSession } from './session';

/**
 * A transaction ended. A name nobody knows at this station stops nothing; a station that counts its reports (2.x) names
 * its own transactions, so an unknown one is a session whose start is still to come.
 */
export function decideEnded(sessions: StationSessions, event: Ended, report: Report): Decision {
  const { transactionRef, seqNo } = event.data;
  const known = findByRef(sessions, transactionRef);
  const samples = correctSamples(event.data.samples, event.receivedAt);
  if (known === undefined && seqNo === undefined) return ORPHAN;
  if (known !== undefined && seqNo !== undefined && hasSeq(known.progress.seqNos, seqNo)) return NOTHING;
  if (known !== undefined && !isOpen(known)) {
    // Ended before: a repeated stop has no effect, but what it says is kept.
    const counted = seqNo === undefined ? known : flagEnd(countReport(known, seqNo));
    return changed(known, counted, { samples });
  }
  const { tenantId, stationId } = event;
  const openedAt = correctedTime(event).at;
  const session =
    known ??
    withLabel(newSession({ id: report.newId, tenantId, stationId, openedAt }), { epoch: '', ref: transactionRef });
  const { session: after, points } = endSession(seqNo === undefined ? session : countReport(session, seqNo), event);
  return changed(known ?? null, after, { points, samples });
}
