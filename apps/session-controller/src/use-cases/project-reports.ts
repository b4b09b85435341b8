import { correctedTime, transactionLabel, type Fact, type LinkEvent } from '@chargebus/contracts';
import { derivedId, type Projected, type ProjectionTransaction } from '@chargebus/messaging';
import { decideQuarantined, decideReport } from '../domain/decide-report';
import { changesOf, type Decision, type Report } from '../domain/report';
import { findByRef } from '../domain/place-report';
import { toSnapshot } from '../domain/session';
import { decideFacts } from '../domain/session-facts';
import { saveStationModels } from '../store/station-model.repository';
import { askedAs, SessionWorkspace } from '../store/session-workspace';

/** Reports that sessions are built from. */
export const sessionReportKinds = [
  'station.transaction.started',
  'station.transaction.updated',
  'station.transaction.ended',
  'station.samples.reported',
  'station.charging-state.reported',
  'station.connector-status.reported',
  'station.booted',
] as const;

type SessionReport = Extract<LinkEvent, { kind: (typeof sessionReportKinds)[number] }>;

/** Brings the sessions up to date with what stations reported: rows, samples and facts in the reader's transaction. */
export async function projectReports(batch: Projected<LinkEvent>[], tx: ProjectionTransaction): Promise<void> {
  const reports = batch.filter((at): at is Projected<SessionReport> =>
    (sessionReportKinds as readonly string[]).includes(at.event.kind),
  );
  if (reports.length === 0) return;
  await saveStationModels(
    tx.em,
    reports.map(({ event }) => event).filter((event) => event.kind === 'station.booted'),
  );
  const workspace = await SessionWorkspace.open(
    tx.em,
    reports.map(({ event }) => event),
  );
  for (const at of reports) {
    const decision = decideReport(workspace.sessionsOf(at.event), toReport(at, workspace));
    workspace.take(decision, at.event, derivedId(at, 'orphan'));
    if (!publishFacts(decision, at, tx)) tellCounted(decision, at, workspace, tx);
  }
  await workspace.save();
}

/** A report that could not be applied flags its session, which holds the bill until the report is replayed. */
export async function flagQuarantined(
  at: Projected<LinkEvent>,
  _error: unknown,
  tx: ProjectionTransaction,
): Promise<void> {
  const workspace = await SessionWorkspace.open(tx.em, [at.event]);
  const decision = decideQuarantined(workspace.sessionsOf(at.event), toReport(at, workspace));
  workspace.take(decision, at.event, derivedId(at, 'orphan'));
  // Replayed, the report says facts of its own: readers keep both.
  publishFacts(decision, at, tx, 'quarantined/');
  await workspace.save();
}

const toReport = (at: Projected<LinkEvent>, workspace: SessionWorkspace): Report => ({
  event: at.event,
  newId: newIdOf(at, workspace),
  label: { epoch: at.epoch, ref: String(transactionLabel(at.seq)) },
  locationId: workspace.locationOf(at.event),
});

/**
 * The id of the session that a report may open. One that was asked for and whose row is gone (a fail-over lost it) comes again as what it
 * was: others know it by that id.
 */
function newIdOf(at: Projected<LinkEvent>, workspace: SessionWorkspace): string {
  const asked = askedAs(at.event);
  return asked === undefined || workspace.has(at.event, asked) ? derivedId(at, 'session') : asked;
}

/**
 * @param named - begins what the facts' ids derive from
 * @returns whether others are told of the session that the report is about.
 */
function publishFacts(decision: Decision, at: Projected<LinkEvent>, tx: ProjectionTransaction, named = ''): boolean {
  const { event } = at;
  let isTold = false;
  changesOf(decision).forEach(({ before, after, points }, i) => {
    // The session the report is about comes last, under the plain name: other sessions are rare.
    const about = decision.kind === 'session' && i === decision.others.length;
    for (const fact of decideFacts(before, after, { points, asOf: correctedTime(event).at })) {
      isTold ||= about;
      const id = derivedId(at, named + (about ? fact.kind : `${fact.kind}/${after.id}`));
      tx.publish({ ...fact, data: { ...fact.data, ...causeOf(at, about) }, id, ...headerOf(event) } as Fact);
    }
  });
  return isTold;
}

/** Whoever asks what a transaction costs by a report waits until it is counted: also one that changes nothing, or comes again. */
function tellCounted(
  decision: Decision,
  at: Projected<SessionReport>,
  workspace: SessionWorkspace,
  tx: ProjectionTransaction,
): void {
  const { event, epoch, seq, index } = at;
  const ref = 'transactionRef' in event.data ? event.data.transactionRef : undefined;
  if (event.asksCost === undefined || ref === undefined || decision.kind === 'orphan') return;
  const session = decision.kind === 'session' ? decision.after : findByRef(workspace.sessionsOf(event), ref);
  if (session === undefined) return;
  tx.publish({
    kind: 'session.counted',
    data: { session: toSnapshot(session), asOf: correctedTime(event).at, cause: { epoch, seq, index } },
    id: derivedId(at, 'session.counted'),
    ...headerOf(event),
  });
}

const headerOf = ({ tenantId, stationId, receivedAt }: LinkEvent): Pick<Fact, 'tenantId' | 'key' | 'at' | 'actor'> => ({
  tenantId,
  key: stationId,
  at: receivedAt,
  actor: { type: 'station', id: stationId },
});

/** What a fact follows from: all up to there is counted in it. What the station itself made of the cost goes along (2.1). */
function causeOf({ event, epoch, seq, index }: Projected<LinkEvent>, about: boolean): object {
  const details = 'details' in event.data ? event.data.details : undefined;
  const told = about ? details?.['costDetails'] : undefined;
  const isObject = typeof told === 'object' && told !== null && !Array.isArray(told);
  return { cause: { epoch, seq, index }, ...(isObject && { stationCost: told }) };
}
