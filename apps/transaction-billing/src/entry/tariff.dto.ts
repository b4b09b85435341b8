import { currency, decimal } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const notNegative = decimal.refine((text) => !text.startsWith('-'), 'must not be negative');
/** A percentage may come as a number too: it is no money. */
const percent = z.union([notNegative, z.number().nonnegative().transform(String)]);

const LATER = ['PARKING_TIME'];
const componentType = z.string().pipe(
  z.enum(['FLAT', 'ENERGY', 'TIME'], {
    error: ({ input }) =>
      LATER.includes(String(input))
        ? `${String(input)} is not priced yet; FLAT, ENERGY and TIME are`
        : 'one of FLAT, ENERGY, TIME',
  }),
);

const priceComponent = z.strictObject({
  type: componentType,
  price: notNegative.describe('Without VAT: per kWh, per hour, or per session.'),
  vat: percent.optional().describe('VAT percentage; absent: `vatPercent`.'),
  stepSize: z.int().positive().default(1).describe('Wh or seconds; the quantity is rounded up to a multiple.'),
});

const assignment = z.union(
  [
    z.strictObject({ default: z.literal(true) }),
    z.strictObject({ locationId: z.string().min(1) }),
    z.strictObject({ groupId: z.string().min(1) }),
    z.strictObject({ stationId: z.string().min(1) }),
    z.strictObject({ connectorId: z.string().min(1).describe('`<stationId>/<evseId>/<connectorId>`') }),
    z.strictObject({ tokenGroupId: z.string().min(1) }),
  ],
  'exactly one of default: true, locationId, groupId, stationId, connectorId, tokenGroupId',
);

export const newTariff = z.strictObject({
  name: z.string().min(1).max(100),
  currency,
  vatPercent: percent.default('0'),
  elements: z.array(z.strictObject({ priceComponents: z.array(priceComponent).min(1) })).min(1),
  assignments: z.array(assignment).default([]),
});

export class NewTariffDto extends createZodDto(newTariff) {}
export class ListTariffsDto extends createZodDto(z.strictObject(listQuery)) {}
