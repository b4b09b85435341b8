import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { LocationRow } from '../../store/registration/location.row';
import type { LocationInput } from '../../use-cases/registration/put-location';
import { countryCode, instantView, locationId, nullableText, pageOf, timeZone } from '../field-schemas';

const degrees = (limit: number) =>
  z
    .union([z.number(), z.string().regex(/^-?\d{1,3}(\.\d+)?$/, 'must be decimal degrees')])
    .transform(Number)
    .pipe(z.number().min(-limit).max(limit));

const coordinates = z.strictObject({ latitude: degrees(90), longitude: degrees(180) }).describe('Degrees, WGS 84.');

const publicData = z
  .strictObject({
    openingHours: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .optional()
      .describe('As OSM writes them, e.g. 24/7 or Mo-Sa 06:00-22:00.'),
    owner: z
      .strictObject({ name: z.string().trim().min(1).max(255), contact: z.string().trim().min(1).max(255).optional() })
      .optional()
      .describe('Who owns the stations, if it is not who operates them.'),
    accessibleParkingSpaces: z.int().nonnegative().max(10_000).optional().describe('For people with disabilities.'),
    vehicleTypes: z.array(z.string().trim().min(1).max(50)).max(20).optional().describe('That can charge here.'),
    renewableEnergy: z.boolean().optional().describe('Whether all electricity is renewable.'),
  })
  .describe('What AFIR asks to publish besides.');
/** The same as it is published: what was not said is null. */
export const publicDataView = z.object({
  openingHours: nullableText.default(null),
  owner: z
    .object({ name: z.string(), contact: nullableText.default(null) })
    .nullable()
    .default(null),
  accessibleParkingSpaces: z.int().nullable().default(null),
  vehicleTypes: z.array(z.string()).default([]),
  renewableEnergy: z.boolean().nullable().default(null),
});

/** What is left out of a PUT is taken back: the location is replaced as a whole. */
const putLocation = z.strictObject({
  name: z.string().trim().min(1).max(255),
  address: z.string().max(500).nullish().describe('Street, number, postal code and town as people write them.'),
  coordinates: coordinates.nullish(),
  timeZone: timeZone.nullish(),
  countryCode: countryCode.nullish(),
  publicData: publicData.nullish(),
});
export class PutLocationBody extends createZodDto(putLocation) {}

export class LocationPath extends createZodDto(z.object({ id: locationId })) {}
export class ListLocationsQuery extends createZodDto(z.strictObject(listQuery)) {}

const locationView = z.object({
  id: z.string(),
  name: z.string(),
  address: nullableText,
  coordinates: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
  timeZone: nullableText,
  countryCode: nullableText,
  publicData: publicData.nullable(),
  createdAt: instantView,
  updatedAt: instantView,
});
export type LocationView = z.output<typeof locationView>;
export class LocationDto extends createZodDto(locationView) {}
export class LocationPageDto extends createZodDto(pageOf(locationView)) {}

export function toLocationInput(body: PutLocationBody): LocationInput {
  return {
    name: body.name,
    address: body.address ?? null,
    coordinates: body.coordinates ?? null,
    timeZone: body.timeZone ?? null,
    countryCode: body.countryCode ?? null,
    publicData: body.publicData ?? null,
  };
}

export function toLocationView({ tenantId: _own, ...view }: LocationRow): LocationView {
  return view;
}
