import { z } from 'zod';
import { defineAsk } from './define-ask';
import { ocppVersion, stationId, tenantId } from './words';

/** As many stations as one answer holds. */
export const MOST_EQUIPMENT = 500;

/** What a station is and does at the moment, as the registry knows it; null is not known. */
export const stationEquipment = z.object({
  stationId,
  /** As it said at its last boot. */
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  firmwareVersion: z.string().nullable(),
  ocppVersion: ocppVersion.nullable(),
  connected: z.boolean(),
  /** May work: accepted at its last boot, and not disabled. */
  accepted: z.boolean(),
  disabled: z.boolean(),
  /** A session runs at one of its EVSEs. */
  charging: z.boolean(),
  timeZone: z.string(),
  groups: z.array(z.string()),
  tags: z.array(z.string()),
});
export type StationEquipment = z.infer<typeof stationEquipment>;

/** Asked before stations are changed: which stations there are for these conditions, all of them to hold, and what they run. */
export const equipment = defineAsk('registry', 'equipment', {
  request: {
    tenantId,
    /** Those that are unknown are left out. */
    stationIds: z.array(stationId).optional(),
    vendor: z.string().optional(),
    model: z.string().optional(),
    firmwareVersion: z.string().optional(),
    locationId: z.string().optional(),
    group: z.string().optional(),
    tag: z.string().optional(),
    /** The `next` of the answer before. */
    after: stationId.optional(),
  },
  ok: { stations: z.array(stationEquipment), next: stationId.nullable() },
  refusals: ['unknown-cursor'],
});
