import type { Projected } from '@chargebus/messaging';
import type { EntityManager } from 'typeorm';
import { compareStationCost } from '../domain/compare-station-cost';
import type { SessionFact } from '../domain/session-course';
import type { BillingWorkspace } from '../store/billing-workspace';
import { findStationCosts, saveStationCosts, type ReportedCost } from '../store/station-cost.repository';

/**
 * Keeps what stations say their sessions cost, and compares it with our price once they have ended: the newest word of the station,
 * the newest price. It changes no bill; who looks after the tariffs of stations looks at what differs.
 */
export async function compareStationCosts(
  em: EntityManager,
  sessions: readonly Projected<SessionFact>[],
  workspace: BillingWorkspace,
): Promise<void> {
  const reported = new Map<string, ReportedCost>();
  const ended = new Map<string, ReportedCost['key']>();
  for (const { event } of sessions) {
    const { session, stationCost } = event.data;
    const key = { tenantId: event.tenantId, sessionId: session.id };
    const name = `${key.tenantId}/${key.sessionId}`;
    if (event.kind === 'session.ended') ended.set(name, key);
    if (stationCost === undefined) continue;
    reported.set(name, { key, stationId: session.stationId, details: stationCost, reportedAt: event.at });
  }
  const silent = [...ended].filter(([name]) => !reported.has(name)).map(([, key]) => key);
  const known = silent.length > 0 ? await findStationCosts(em, silent) : [];
  const rows = [...reported, ...known.map((cost) => [`${cost.key.tenantId}/${cost.key.sessionId}`, cost] as const)];
  if (rows.length === 0) return;
  await saveStationCosts(
    em,
    rows.map(([name, cost]) => {
      const price = ended.has(name) ? (workspace.bill(cost.key)?.price ?? null) : undefined;
      return { ...cost, ours: price ?? null, ...compareStationCost(cost.details, price) };
    }),
  );
}
