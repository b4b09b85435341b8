import { z } from 'zod';
import { defineAsk } from './define-ask';
import { samplesReported, transactionEnded, transactionUpdated } from './station-events';
import { currency, decimal, instant, logPosition, stationId, tenantId } from './words';

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

/** What a session costs, as its driver is shown it. */
export const driverCost = z.object({
  /** Tax included, in the currency's minor digits; "0.00" is free. */
  amount: decimal,
  currency,
  /** The session is over and its bill final. */
  final: z.boolean(),
  /** What it is up to: the last report that is counted. */
  at: instant.nullable(),
  /** What the energy register showed then, in Wh. */
  meterWh: z.int().nullable(),
  /** Energy flows or may flow; false: the car only stands there. */
  charging: z.boolean(),
});
export type DriverCost = z.infer<typeof driverCost>;

/**
 * Asked for what the driver is told of a transaction, with the report that made it a question. Billing answers once it has counted
 * that report. `cost` null: nobody knows what it costs (no tariff, a bill that is held), which is not the same as free.
 */
export const costOfSession = defineAsk('billing', 'session-cost', {
  request: {
    tenantId,
    stationId,
    event: z.discriminatedUnion('kind', [transactionUpdated, transactionEnded, samplesReported]),
    position: logPosition,
    /** How long whoever asks waits, in ms: what is known later is no use. */
    waitMs: z.int().positive().max(60_000),
  },
  ok: { cost: driverCost.nullable() },
  refusals: ['unknown-transaction', 'not-read-in-time'],
});
