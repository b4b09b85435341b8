import { stationId } from '@chargebus/contracts';
import { z } from 'zod';
import { isTimeZone } from '../domain/time-zone';

/** Schemas of single fields that several calls share. */

export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone, e.g. Europe/Berlin')
  .describe('IANA time zone.');

export const countryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code, e.g. DE')
  .describe('ISO 3166-1 alpha-2.');

export const label = z.string().trim().min(1).max(50);
export const labels = z.array(label).max(100);

/** Ids that operators choose; no control characters, since they travel in paths and subjects. */
export const newStationId = stationId
  .regex(/^[^\p{Cc}/:]+$/u, 'must not hold control characters, `/` or `:`')
  .describe("The station's identity in its URL; case-sensitive; never used again once deleted.");

export const locationId = z.string().min(1).max(36);

export const emi3EvseId = z
  .string()
  .max(48)
  .regex(/^[A-Za-z]{2}\*?[A-Za-z0-9]{3}\*?[Ee][A-Za-z0-9*]{1,31}$/, 'must be an eMI3 EVSE id, e.g. DE*CBG*E1234*1')
  .describe('eMI3 EVSE id, unique per tenant.');

/** Versions that a WebSocket can carry. */
export const assumedVersion = z.enum(['1.6', '2.0.1', '2.1']);

export const instantView = z.iso.datetime();
export const nullableText = z.string().nullable();

/** One page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable().describe('Null on the last page.') });
