import type { RegistryTransaction } from '../store/registry-writer';
import type { StationRow } from '../store/station.row';

/**
 * Tells others what a station is now: where it stands, its groups and tags, whether it may be used.
 * @param timeZone - the zone in force: its own, its location's or its tenant's
 */
export function publishStation(tx: RegistryTransaction, station: StationRow, timeZone: string | null): void {
  const { id: stationId, locationId, groups, tags, disabled, deletedAt } = station;
  const deleted = deletedAt !== null;
  tx.publish('station.changed', stationId, { stationId, locationId, timeZone, groups, tags, deleted, disabled });
}
