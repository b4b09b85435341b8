import { correctedTime, transactionLabel, type Fact, type LinkEvent } from '@chargebus/contracts';
import { derivedId, type Projected, type ProjectionTransaction } from '@chargebus/messaging';
import { decideQuarantined, decideReport } from '../domain/decide-report';
import { changesOf, type Decision, type Report } from '../domain/report';
import { decideFacts } from '../domain/session-facts';
import { saveStationModels } from '../store/station-model.repository';
import { SessionWorkspace } from '../store/session-workspace';

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
    publishFacts(decision, at, tx);
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
  publishFacts(decision, at, tx);
  await workspace.save();
}

const toReport = (at: Projected<LinkEvent>, workspace: SessionWorkspace): Report => ({
  event: at.event,
  newId: derivedId(at, 'session'),
  label: { epoch: at.epoch, ref: String(transactionLabel(at.seq)) },
  locationId: workspace.locationOf(at.event),
});

function publishFacts(decision: Decision, at: Projected<LinkEvent>, tx: ProjectionTransaction): void {
  const { event } = at;
  changesOf(decision).forEach(({ before, after, points }, i) => {
    // The session the report is about comes last, under the plain name: other sessions are rare.
    const about = decision.kind === 'session' && i === decision.others.length;
    for (const fact of decideFacts(before, after, { points, asOf: correctedTime(event).at })) {
      tx.publish({
        ...fact,
        id: derivedId(at, about ? fact.kind : `${fact.kind}/${after.id}`),
        tenantId: event.tenantId,
        key: event.stationId,
        at: event.receivedAt,
        actor: { type: 'station', id: event.stationId },
      } as Fact);
    }
  });
}
