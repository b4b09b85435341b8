import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { LocationRow } from '../store/location.row';
import type { LocationInput } from '../use-cases/put-location';
import { countryCode, instantView, locationId, nullableText, pageOf, timeZone } from './field-schemas';

const degrees = (limit: number) =>
  z
    .union([z.number(), z.string().regex(/^-?\d{1,3}(\.\d+)?$/, 'must be decimal degrees')])
    .transform(Number)
    .pipe(z.number().min(-limit).max(limit));

const coordinates = z.object({ latitude: degrees(90), longitude: degrees(180) }).describe('Degrees, WGS 84.');

/** What is left out of a PUT is taken back: the location is replaced as a whole. */
const putLocation = z.object({
  name: z.string().trim().min(1).max(255),
  address: z.string().max(500).nullish().describe('Street, number, postal code and town as people write them.'),
  coordinates: coordinates.nullish(),
  timeZone: timeZone.nullish(),
  countryCode: countryCode.nullish(),
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
  };
}

export function toLocationView({ tenantId: _own, ...view }: LocationRow): LocationView {
  return view;
}
