import { connectorStatus, registrationStatus } from '@chargebus/contracts';
import { listQuery, queryFlag } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import {
  assumedVersion,
  describedConnectors,
  describedEvses,
  allowedAddresses,
  callbackUrl,
  emi3EvseId,
  evseMap,
  label,
  labels,
  locationId,
  newStationId,
  securityProfile,
  timeZone,
} from '../field-schemas';

const password = z
  .string()
  .min(8)
  .max(64)
  .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII characters')
  .describe('Stored as a salted hash, never shown again. Text, or the hex digits of a 1.6 AuthorizationKey.');

const described = {
  name: z.string().trim().min(1).max(255),
  locationId,
  timeZone: timeZone.describe("Default: the location's, then the tenant's, then UTC."),
  serialNumber: z
    .string()
    .trim()
    .min(1)
    .max(50)
    .describe('As its maker stamped it: a client certificate may bear it as common name instead of the id.'),
  vendor: z.string().trim().min(1).max(50).describe('What it is registered as; its own word is in `boot`.'),
  model: z.string().trim().min(1).max(50),
  evseMap,
  assumeVersion: assumedVersion.describe(
    "What it speaks if it offers no WebSocket subprotocol. Default: the tenant's, then the gateway's setting.",
  ),
  showsCost: z
    .boolean()
    .describe(
      'Whether it shows drivers what charging costs. Default: as it says itself (2.x `TariffCostCtrlr`, 1.6 `CustomDisplayCostAndPrice`) when `identify` asks. Counts from its next connection or boot on; never over SOAP.',
    ),
};

/** All that may be said of a station when it is registered, one by one or in an import. */
export const createStation = z
  .strictObject({
    id: newStationId,
    securityProfile: securityProfile
      .optional()
      .meta({ description: "Default: 1 if a password is given, else its template's, else 0." }),
    password: password
      .optional()
      .meta({ description: 'Made here and told once if a profile needs one and none is given.' }),
    name: described.name.nullish(),
    locationId: described.locationId.nullish(),
    timeZone: described.timeZone.nullish(),
    serialNumber: described.serialNumber.nullish(),
    assumeVersion: described.assumeVersion.nullish(),
    showsCost: described.showsCost.nullish(),
    tags: labels.optional(),
    groups: labels.optional(),
    strict: z.boolean().optional().describe('Refuse what the schema refuses, instead of repairing known quirks.'),
    vendor: described.vendor.nullish(),
    model: described.model.nullish(),
    templateId: z
      .string()
      .min(1)
      .max(50)
      .optional()
      .describe('The template that gives what is left out. Default: that of its vendor and model, if there is one.'),
    evseMap: described.evseMap.nullish(),
    callbackUrl: callbackUrl.nullish(),
    allowedAddresses: allowedAddresses.optional(),
    evses: describedEvses.optional(),
  })
  .refine((body) => body.password === undefined || body.securityProfile !== 0, {
    path: ['password'],
    message: 'security profile 0 has no password; set securityProfile to 1 or more',
  });
export class CreateStationBody extends createZodDto(createStation) {}

const changeStation = z.strictObject({
  securityProfile: securityProfile
    .optional()
    .meta({ description: 'Raised above that of an open link it closes the link; lowered it is on record.' }),
  password: password.optional().meta({ description: 'Replaces the old one at once.' }),
  name: described.name.nullish(),
  locationId: described.locationId.nullish(),
  timeZone: described.timeZone.nullish(),
  serialNumber: described.serialNumber.nullish(),
  assumeVersion: described.assumeVersion.nullish(),
  showsCost: described.showsCost.nullish(),
  vendor: described.vendor.nullish(),
  model: described.model.nullish(),
  evseMap: described.evseMap
    .nullish()
    .meta({ description: 'A change ends the link of a 1.x station: it comes back with the new map. null: none.' }),
  callbackUrl: callbackUrl.nullish(),
  allowedAddresses: allowedAddresses.optional(),
  upgradeSecurityProfileTo: z
    .int()
    .min(1)
    .max(3)
    .nullish()
    .describe('Raises securityProfile to this as soon as the station connects with it; null: no more.'),
  tags: labels.optional(),
  groups: labels.optional(),
  strict: z.boolean().optional(),
  disabled: z.boolean().optional().describe('A disabled station is not admitted, and its link is closed.'),
  registration: registrationStatus
    .optional()
    .describe(
      'How its next boot is answered: the approval of a pending station. The link of a rejected one is closed.',
    ),
});
export class ChangeStationBody extends createZodDto(changeStation) {}

const listStations = z.strictObject({
  ...listQuery,
  connected: queryFlag.optional().meta({ description: 'Only stations with, or without, a link now.' }),
  status: connectorStatus.optional().describe('Some connector has this status.'),
  registration: registrationStatus.optional().describe('`pending`: those that wait for approval.'),
  locationId: locationId.optional(),
  tag: label.optional(),
  group: label.optional(),
  q: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Part of the id, name, vendor, model or serial number, in any case.'),
});
export class ListStationsQuery extends createZodDto(listStations) {}

export class StationPath extends createZodDto(z.object({ id: z.string().min(1).max(48) })) {}
export class EvsePath extends createZodDto(
  z.object({ id: z.string().min(1).max(48), n: z.coerce.number<string>().int().min(1).max(10_000) }),
) {}

const describeEvse = z.strictObject({
  evseId: emi3EvseId.nullish(),
  connectors: describedConnectors.optional(),
});
export class DescribeEvseBody extends createZodDto(describeEvse) {}
