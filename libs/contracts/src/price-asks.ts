import { z } from 'zod';
import { defineAsk } from './define-ask';
import { currency, decimal, instant, stationId, tenantId } from './words';

/** What a driver without a contract pays: each component without and with VAT, per unit. */
export const adHocPrice = z.object({
  tariffId: z.string(),
  version: z.int().positive(),
  name: z.string(),
  currency,
  components: z.array(
    z.object({
      type: z.enum(['ENERGY', 'TIME', 'PARKING_TIME', 'FLAT']),
      unit: z.enum(['kWh', 'h', 'session']),
      price: decimal,
      priceWithVat: decimal,
      vatPercent: decimal,
      /** Least amount billed, in Wh or seconds. */
      stepSize: z.int().positive(),
      /** Seconds of parking that are free. */
      graceSeconds: z.int().nonnegative().optional(),
      /** When it counts, as OCPI 2.2.1 TariffRestrictions in camelCase; per type the first that matches counts. Absent: always. */
      restrictions: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
export type AdHocPrice = z.infer<typeof adHocPrice>;

/** As many places as one ask may have. */
export const MOST_PRICED_PLACES = 1_000;

/** Asked for what is published of charging points: the price in force now of each place, in the order asked; null: no tariff applies. */
export const adHocPrices = defineAsk('billing', 'ad-hoc-price', {
  request: {
    tenantId,
    places: z.array(z.object({ stationId, evse: z.int().positive(), connector: z.int().positive() })),
  },
  ok: { at: instant, prices: z.array(adHocPrice.nullable()) },
  refusals: ['too-many-places'],
});
