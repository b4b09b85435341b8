import { correctedTime } from '@chargebus/contracts';
import { countReport } from './begin-session';
import { withAnomaly } from './count-energy';
import { endSession, flagEnd, type Ended } from './end-session';
import { isEstimated, withoutEstimate } from './estimate-end';
import { findByRef, namesNone, withLabel, type StationSessions } from './place-report';
import { correctSamples, readRegister } from './readings';
import { changed, NOTHING, ORPHAN, type Decision, type Report } from './report';
import { hasSeq } from './seq-ranges';
import { isOpen, isRunning, newSession, type Session } from './session';

/**
 * A transaction ended. A name nobody knows at this station stops nothing; a station that counts its reports (2.x) names
 * its own transactions, so an unknown one is a session whose start is still to come.
 */
export function decideEnded(sessions: StationSessions, event: Ended, report: Report): Decision {
  const { transactionRef, seqNo } = event.data;
  const named = findByRef(sessions, transactionRef);
  const known = named ?? (seqNo === undefined ? findUnnamed(sessions, event) : undefined);
  const samples = correctSamples(event.data.samples, event.receivedAt);
  if (known === undefined && seqNo === undefined) return ORPHAN;
  if (known !== undefined && seqNo !== undefined && hasSeq(known.progress.seqNos, seqNo)) return NOTHING;
  if (known !== undefined && !isOpen(known) && !isEstimated(known)) {
    // Ended before: a repeated stop has no effect, but what it says is kept.
    const counted = seqNo === undefined ? known : flagEnd(countReport(known, seqNo));
    const repaired = known.progress.endedBy === 'operator' && event.data.meterStopWh !== known.meterStopWh;
    return changed(known, repaired ? withAnomaly(counted, 'stop-after-repair') : counted, { samples });
  }
  const { tenantId, stationId } = event;
  const openedAt = correctedTime(event).at;
  let session =
    known ??
    withLabel(newSession({ id: report.newId, tenantId, stationId, openedAt }), { epoch: '', ref: transactionRef });
  // The station's own word replaces the estimate.
  if (isEstimated(session)) session = withoutEstimate(session).session;
  if (named === undefined && known !== undefined) {
    session = withAnomaly(session, 'transaction-unnamed');
    if (beginOf(event) === undefined) session = withAnomaly(session, 'transaction-guessed');
  }
  const { session: after, points } = endSession(seqNo === undefined ? session : countReport(session, seqNo), event);
  return changed(known ?? null, after, { points, samples });
}

/**
 * A 1.x station that never got the answer to its start names the transaction -1 or 0 (errata 3.18): the one that runs there, if
 * there is only one that it can be. One that the station has called by its name is another one.
 */
function findUnnamed(sessions: StationSessions, event: Ended): Session | undefined {
  const { transactionRef, evse } = event.data;
  if (!namesNone(transactionRef)) return undefined;
  const { at } = correctedTime(event);
  const begin = beginOf(event);
  const there = sessions
    .filter((session) => isRunning(session) && (session.startedAt ?? session.openedAt) <= at)
    .filter((session) => !evse || session.evseId === evse);
  const [only, another] = there;
  if (only === undefined || another !== undefined || only.progress.named === true) return undefined;
  return begin === undefined || begin === only.meterStartWh ? only : undefined;
}

/** The register at the begin of the transaction, where its end repeats it (1.x transactionData). */
function beginOf({ data, receivedAt }: Ended): number | undefined {
  const begin = data.samples.filter(({ context }) => context === 'Transaction.Begin');
  return readRegister(correctSamples(begin, receivedAt), 'Energy.Active.Import.Register')[0]?.wh;
}
