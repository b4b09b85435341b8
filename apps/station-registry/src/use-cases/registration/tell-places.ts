import { MOST_TOLD_PLACES, type asks, type AskReply, type AskRequest } from '@chargebus/contracts';
import { In } from 'typeorm';
import { LocationRow } from '../../store/registration/location.row';
import type { RegistryWriter } from '../../store/registry-writer';
import { loadDetails } from '../../store/registration/station-details.repository';
import { findTenant } from '../../store/registration/tenant.repository';

/** Tells where stations stand and what they have, as records of charging need it. */
export async function tellPlaces(
  writer: RegistryWriter,
  { tenantId, stationIds }: AskRequest<typeof asks.places>,
): Promise<AskReply<typeof asks.places>> {
  if (stationIds.length > MOST_TOLD_PLACES) return { ok: false, reason: 'too-many-stations' };
  return writer.read(tenantId, async (em) => {
    const details = await loadDetails(em, tenantId, stationIds);
    const locationIds = details.flatMap(({ station }) => station.locationId ?? []);
    const locations = locationIds.length === 0 ? [] : await em.findBy(LocationRow, { tenantId, id: In(locationIds) });
    const tenant = await findTenant(em, tenantId);
    const operator = { countryCode: tenant?.countryCode ?? null, partyId: tenant?.partyId ?? null };
    const places = details.map(({ station, evses, connectors }) => {
      const location = locations.find(({ id }) => id === station.locationId);
      return {
        stationId: station.id,
        location: location
          ? {
              ...{ id: location.id, name: location.name, address: location.address, coordinates: location.coordinates },
              countryCode: location.countryCode ?? operator.countryCode,
            }
          : null,
        evses: evses.map(({ id, uid, evseId }) => ({
          ...{ id, uid, evseId },
          connectors: connectors
            .filter(({ evse }) => evse === id)
            .map(({ id: connector, standard, powerType }) => ({ id: connector, standard, powerType })),
        })),
      };
    });
    return { ok: true, operator, places };
  });
}
