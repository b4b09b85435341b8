import type { Fact, LinkEvent } from '@chargebus/contracts';
import { Projection } from '@chargebus/messaging';
import type { Runtime } from '@chargebus/service-runtime';
import { projectFacts, sessionFactKinds } from '../use-cases/project-facts';
import { flagQuarantined, projectReports, sessionReportKinds } from '../use-cases/project-reports';

/** The readers of this service: what stations report, and what other services decide. */
export interface Readers {
  readonly reports: Projection<LinkEvent>;
  readonly facts: Projection<Fact>;
}

export function createReaders(runtime: Runtime): Readers {
  const { messaging, database: dataSource, locks, logger } = runtime;
  const common = { messaging, dataSource, locks, logger };
  const reports = new Projection<LinkEvent>({
    ...common,
    name: 'sessions.reports',
    stream: 'STATION',
    kinds: sessionReportKinds,
    apply: projectReports,
    onQuarantined: flagQuarantined,
  });
  const facts = new Projection<Fact>({
    ...common,
    name: 'sessions.facts',
    stream: 'FACT',
    kinds: sessionFactKinds,
    apply: projectFacts,
  });
  return { reports, facts };
}

/** How many sessions are open, for Prometheus. */
export function countSessions({ metrics, database }: Runtime): void {
  metrics.gauge('chargebus_sessions_open', 'Open sessions by status.', ['status'], async (gauge) => {
    gauge.reset();
    // While PostgreSQL is away the other metrics are wanted all the more.
    const rows: { status: string; count: number }[] = await database
      .query(`SELECT status, count(*) AS count FROM session WHERE status NOT IN ('ended', 'failed') GROUP BY status`)
      .catch(() => []);
    for (const { status, count } of rows) gauge.set({ status }, count);
  });
}

/** How many clients follow what happens, for Prometheus. */
export function countStreams({ metrics }: Runtime, events: { readonly count: number }): void {
  metrics.gauge('chargebus_event_streams', 'Event streams that are open.', [], (gauge) => gauge.set(events.count));
}
