import { evseMap as evseMapContract, stationId } from '@chargebus/contracts';
import { z } from 'zod';
import { evseMapFault } from '../domain/registration/evse-map';
import { isTimeZone } from '../domain/registration/time-zone';

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

export const callbackUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .describe(
    "Where calls to a station that speaks SOAP are posted, whatever it says itself. The gateway refuses what it would refuse as the station's own word. Counts a minute later at the latest.",
  );

export const allowedAddresses = z
  .array(
    z.union(
      [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
      'must be an address or a CIDR range, e.g. 10.1.2.3 or 10.1.0.0/16',
    ),
  )
  .max(20)
  .describe(
    'Addresses and CIDR ranges from which a station that speaks SOAP may post; they prove who it is where it has no password. Empty: no limit. Counts a minute later at the latest.',
  );

export const locationId = z.string().min(1).max(36);

export const emi3EvseId = z
  .string()
  .max(48)
  .regex(/^[A-Za-z]{2}\*?[A-Za-z0-9]{3}\*?[Ee][A-Za-z0-9*]{1,31}$/, 'must be an eMI3 EVSE id, e.g. DE*CBG*E1234*1')
  .describe('eMI3 EVSE id, unique per tenant.');

/** What a connector is, in OCPI's words. */
const connectorWords = z.strictObject({
  id: z.int().min(1).max(100),
  standard: z.string().min(1).max(50).nullish().describe('As OCPI names it, e.g. IEC_62196_T2.'),
  powerType: z.enum(['AC_1_PHASE', 'AC_2_PHASE', 'AC_2_PHASE_SPLIT', 'AC_3_PHASE', 'DC']).nullish(),
  maxPowerW: z.int().positive().max(10_000_000).nullish().describe('Watts.'),
});

export const securityProfile = z
  .int()
  .min(0)
  .max(3)
  .describe(
    'OCPP security profile: 0 none, 1 password, 2 TLS and password, 3 TLS and client certificate. A station that comes with less is refused.',
  );

/** A place of its own for each 1.x connector. */
export const evseMap = evseMapContract
  .refine((map) => Object.keys(map).length <= 100, 'must not have more than 100 connectors')
  .superRefine((map, context) => {
    const fault = evseMapFault(map);
    if (fault) context.addIssue({ code: 'custom', path: [fault.connectorId], message: fault.message });
  })
  .describe(
    'Of a 1.x station: the EVSE and connector that each of its connectors is, by connector number, e.g. {"1": {"evse": 1, "connector": 1}, "2": {"evse": 1, "connector": 2}}. One that is left out is connector 1 of the EVSE with its number.',
  );

const isDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

export const describedConnectors = z
  .array(connectorWords)
  .max(20)
  .refine((connectors) => isDistinct(connectors.map(({ id }) => id)), 'must not name a connector twice');

const described = z.strictObject({
  id: z.int().min(1).max(9_999).describe('As the station counts it.'),
  evseId: emi3EvseId.nullish(),
  connectors: describedConnectors.optional(),
});

/** What people say of a station's EVSEs. */
export const describedEvses = z
  .array(described)
  .max(100)
  .refine((evses) => isDistinct(evses.map(({ id }) => id)), 'must not name an EVSE twice')
  .refine((evses) => isDistinct(evses.flatMap(({ evseId }) => evseId ?? [])), 'must not have an eMI3 id twice');

/** What stations of one product have for EVSEs: an eMI3 id is one EVSE's alone. */
export const templateEvses = z
  .array(described.omit({ evseId: true }).required({ connectors: true }))
  .max(100)
  .refine((evses) => isDistinct(evses.map(({ id }) => id)), 'must not name an EVSE twice');

/** Versions that a WebSocket can carry. */
export const assumedVersion = z.enum(['1.6', '2.0.1', '2.1']);

/** A time in UTC or with an offset, read as UTC with milliseconds. */
export const anyInstant = z.iso
  .datetime({ offset: true, error: 'must be a time like 2026-03-01T10:00:00Z' })
  .transform((text) => new Date(text).toISOString());

/** An EVSE as the station counts it; 0 is the station itself. */
export const evseNumber = z.coerce.number<string>().int().min(0).max(10_000);

export const instantView = z.iso.datetime();
export const nullableText = z.string().nullable();

/** One page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable().describe('Null on the last page.') });
