import { findLocation, putLocation } from '../../store/registration/location.repository';
import type { LocationRow } from '../../store/registration/location.row';
import type { Author, RegistryTransaction, RegistryWriter } from '../../store/registry-writer';
import { loadDetails } from '../../store/registration/station-details.repository';
import { stationsAt } from '../../store/registration/station.repository';
import { ensureTenant } from '../../store/registration/tenant.repository';
import { publishStation } from '../monitoring/station-facts';

export type LocationInput = Pick<
  LocationRow,
  'name' | 'address' | 'coordinates' | 'timeZone' | 'countryCode' | 'publicData'
>;

/** Makes or replaces a location under the id its operator chose. */
export class PutLocation {
  constructor(private readonly writer: RegistryWriter) {}

  put(author: Author, id: string, input: LocationInput): Promise<{ location: LocationRow; created: boolean }> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId, at } = tx;
      await ensureTenant(em, tenantId);
      const row: LocationRow = { tenantId, id, ...input, createdAt: at, updatedAt: at };
      const before = await findLocation(em, tenantId, id);
      const created = await putLocation(em, row);
      await tx.logChange('location', id, created ? 'created' : 'changed', input);
      if (before !== null && before.timeZone !== row.timeZone) await republishStations(tx, id);
      return { location: (await findLocation(em, tenantId, id)) ?? row, created };
    });
  }
}

/** Stations without a time zone of their own have the location's: others are told of the new one. */
async function republishStations(tx: RegistryTransaction, locationId: string): Promise<void> {
  const ids = await stationsAt(tx.em, tx.tenantId, locationId);
  for (const { station, timeZone } of await loadDetails(tx.em, tx.tenantId, ids)) publishStation(tx, station, timeZone);
}
