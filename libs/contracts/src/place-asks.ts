import { z } from 'zod';
import { defineAsk } from './define-ask';
import { stationId, tenantId } from './words';

/** As many stations as one ask may name. */
export const MOST_TOLD_PLACES = 500;

/** Where a station stands and what it has, as far as people said it; null is not known. */
export const stationPlace = z.object({
  stationId,
  location: z
    .object({
      id: z.string(),
      name: z.string(),
      address: z.string().nullable(),
      /** ISO 3166-1 alpha-2; the location's own, else the tenant's. */
      countryCode: z.string().nullable(),
      coordinates: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
    })
    .nullable(),
  evses: z.array(
    z.object({
      id: z.int(),
      uid: z.string(),
      /** eMI3. */
      evseId: z.string().nullable(),
      /** `standard` and `powerType` as OCPI names them. */
      connectors: z.array(z.object({ id: z.int(), standard: z.string().nullable(), powerType: z.string().nullable() })),
    }),
  ),
});
export type StationPlace = z.infer<typeof stationPlace>;

/** Asked for charge detail records: who operates, and where these stations stand. Stations that are unknown are left out. */
export const places = defineAsk('registry', 'places', {
  request: { tenantId, stationIds: z.array(stationId) },
  ok: {
    operator: z.object({ countryCode: z.string().nullable(), partyId: z.string().nullable() }),
    places: z.array(stationPlace),
  },
  refusals: ['too-many-stations'],
});
