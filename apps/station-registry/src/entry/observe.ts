import { ALL_TENANTS } from '@chargebus/database';
import type { Metrics } from '@chargebus/service-runtime';
import { countConnected } from '../store/monitoring/gateway.repository';
import type { RegistryWriter } from '../store/registry-writer';

/** How many stations are connected, for Prometheus. NaN with PostgreSQL away: the other figures are still wanted. */
export function countStations(metrics: Metrics, writer: RegistryWriter): void {
  metrics.gauge('chargebus_connected_stations', 'Stations with a link now.', [], async (gauge) => {
    gauge.set(await writer.read(ALL_TENANTS, countConnected).catch(() => Number.NaN));
  });
}
