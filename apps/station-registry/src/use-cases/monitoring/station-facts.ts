import type { FactOf } from '@chargebus/contracts';
import type { RegistryTransaction } from '../../store/registry-writer';
import type { StationRow } from '../../store/registration/station.row';

type Described = Pick<StationRow, 'id' | 'locationId' | 'groups' | 'tags'> &
  Partial<Pick<StationRow, 'disabled' | 'deletedAt'>>;

/**
 * Tells others what a station is now: where it stands, its groups and tags, whether it may be used.
 * @param timeZone - the zone in force: its own, its location's or its tenant's
 */
export function publishStation(tx: RegistryTransaction, station: StationRow, timeZone: string | null): void {
  tx.publish('station.changed', station.id, stationFact(station, timeZone));
}

/** What `station.changed` says of a station. */
export function stationFact(station: Described, timeZone: string | null): FactOf<'station.changed'>['data'] {
  const { id: stationId, locationId, groups, tags, disabled = false, deletedAt = null } = station;
  return { stationId, locationId, timeZone, groups, tags, deleted: deletedAt !== null, disabled };
}
