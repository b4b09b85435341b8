import { ALL_TENANTS } from '@chargebus/database';
import type { OutboxRelay } from '@chargebus/messaging';
import type { Health, Metrics } from '@chargebus/service-runtime';
import { countConnected } from '../store/gateway.repository';
import type { RegistryWriter } from '../store/registry-writer';
import type { SessionReader, StationReader } from './readers';

export interface Observed {
  readonly stations: StationReader;
  readonly sessions: SessionReader;
  readonly relay: OutboxRelay;
  readonly writer: RegistryWriter;
}

/** Facts that wait this long are not late by chance: the relay is stuck. */
const OUTBOX_LATE_MS = 60_000;

/** The registry's health checks. */
export function checkHealth(health: Health, { stations, sessions, relay }: Observed): void {
  for (const [name, reader] of [
    ['registry stations', stations],
    ['registry sessions', sessions],
  ] as const) {
    health.add(name, () => {
      const { ready, reason } = reader.state();
      if (!ready) throw new Error(reason ?? 'not reading');
    });
  }
  health.add('registry outbox', async () => {
    const { waiting, oldestWrittenAt } = await relay.backlog();
    const lateMs = oldestWrittenAt === null ? 0 : Date.now() - Date.parse(oldestWrittenAt);
    if (lateMs > OUTBOX_LATE_MS)
      throw new Error(`${waiting} facts wait, the oldest for ${Math.round(lateMs / 1_000)} s`);
  });
}

/** The registry's figures for Prometheus, taken when they are read. */
export function exposeMetrics(metrics: Metrics, { stations, sessions, relay, writer }: Observed): void {
  metrics.gauge('chargebus_connected_stations', 'Stations with a link now.', [], async (gauge) => {
    gauge.set(await figure(writer.read(ALL_TENANTS, countConnected)));
  });
  metrics.gauge('chargebus_registry_outbox_waiting', 'Facts that wait to be published.', [], async (gauge) => {
    gauge.set(await figure(relay.backlog().then(({ waiting }) => waiting)));
  });
  metrics.gauge('chargebus_registry_events', 'Events projected since the start.', ['reader'], (gauge) => {
    gauge.set({ reader: 'stations' }, stations.counts.events);
    gauge.set({ reader: 'sessions' }, sessions.counts.events);
  });
  metrics.gauge('chargebus_registry_quarantined', 'Events quarantined since the start.', ['reader'], (gauge) => {
    gauge.set({ reader: 'stations' }, stations.counts.quarantined);
    gauge.set({ reader: 'sessions' }, sessions.counts.quarantined);
  });
}

/** With PostgreSQL away the other figures are still wanted: this one is NaN. */
function figure(read: Promise<number>): Promise<number> {
  return read.catch(() => Number.NaN);
}
