import { currency, decimal } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { dimensions, weekdays } from '../domain/tariff';

const notNegative = decimal.refine((text) => !text.startsWith('-'), 'must not be negative');
const PLAIN = { useGrouping: false, maximumFractionDigits: 20 } as const;
/** What is no money may come as a number too. */
const figure = z.union([
  notNegative,
  z
    .number()
    .nonnegative()
    .transform((value) => new Intl.NumberFormat('en', PLAIN).format(value)),
]);
const percent = figure.refine((text) => Number(text) <= 100, 'must not be over 100');

const priceComponent = z.strictObject({
  type: z.enum(dimensions, `one of ${dimensions.join(', ')}`),
  price: notNegative.describe('Without VAT: per kWh, per hour, or per session.'),
  vat: percent.optional().describe('VAT percentage; absent: `vatPercent`.'),
  stepSize: z
    .int()
    .positive()
    .default(1)
    .describe(
      'Wh or seconds. Once a session ENERGY, and once TIME or PARKING_TIME, is rounded up to a multiple of the last used one.',
    ),
  graceSeconds: z.int().nonnegative().optional().describe('PARKING_TIME only: so much of a session’s parking is free.'),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, e.g. "22:00"');
/** A restriction of OCPI's that cannot be priced is refused by its name: priced without it the tariff would be another one. */
const notSupported = (why: string) => z.never(`is not supported: ${why}`).optional().describe(`Refused: ${why}.`);
const restrictions = z.strictObject({
  startTime: timeOfDay.optional().describe('In the time zone of the station, as all times, days and dates.'),
  endTime: timeOfDay.optional().describe('Before the start: the next day. 00:00 is the end of the day.'),
  startDate: z.iso.date().optional(),
  endDate: z.iso.date().optional().describe('The first day on which it does not apply.'),
  dayOfWeek: z
    .array(z.enum(weekdays, `one of ${weekdays.join(', ')}`))
    .min(1)
    .optional(),
  minKwh: figure.optional().describe('kWh since the start of the session.'),
  maxKwh: figure.optional(),
  minPower: figure.optional().describe('kW, on average between two readings.'),
  maxPower: figure.optional(),
  minDuration: z.int().nonnegative().optional().describe('Seconds since the start of the session.'),
  maxDuration: z.int().nonnegative().optional(),
  // Stations report energy to be billed by, and the current of one phase at an instant at most: no current between two readings.
  minCurrent: notSupported('readings tell energy and not current; restrict by minPower, in kW'),
  maxCurrent: notSupported('readings tell energy and not current; restrict by maxPower, in kW'),
  reservation: notSupported('reservations are not billed'),
});

const priceBound = z.strictObject({ exclVat: notNegative, inclVat: notNegative.optional() });

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

/** What a tariff's prices are, as far as a price needs it. */
export const tariffPrices = {
  currency,
  vatPercent: percent.default('0'),
  elements: z
    .array(z.strictObject({ priceComponents: z.array(priceComponent).min(1), restrictions: restrictions.optional() }))
    .min(1)
    .max(200)
    .describe('Of each dimension the first element applies whose restrictions all hold.'),
  minPrice: priceBound.optional().describe('What a session costs at least.'),
  maxPrice: priceBound.optional().describe('What a session costs at most.'),
};

export const newTariff = z.strictObject({
  name: z.string().min(1).max(100),
  ...tariffPrices,
  assignments: z.array(assignment).default([]),
});

export class NewTariffDto extends createZodDto(newTariff) {}
export class ListTariffsDto extends createZodDto(z.strictObject(listQuery)) {}
export class ReadTariffDto extends createZodDto(
  z.strictObject({ version: z.coerce.number<string>().int().positive().optional().describe('Default: the newest.') }),
) {}
export class DeleteTariffDto extends createZodDto(
  z.strictObject({
    leaveNoDefault: z
      .enum(['true', 'false'])
      .default('false')
      .describe('Also the only default: bills of sessions without another tariff are then held.'),
  }),
) {}
