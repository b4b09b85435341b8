import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { anyInstant } from './any-instant';

const why = { reason: z.string().trim().min(1).max(500).describe('For the audit line.') };

/** The body of a repair: one member an action, no fields but its own. */
export const repairBody = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('set-end'),
    endedAt: anyInstant,
    meterStopWh: z.int().nonnegative().optional().describe('The last that was read, where it is absent.'),
    ...why,
  }),
  z.strictObject({
    action: z.literal('merge-orphan'),
    orphanId: z.guid().describe('Of `GET /orphan-reports`, of the same station.'),
    ...why,
  }),
  z.strictObject({ action: z.literal('release'), ...why }),
]);
export type RepairBody = z.output<typeof repairBody>;

export class ListOrphansDto extends createZodDto(z.strictObject({ ...listQuery, stationId: z.string().optional() })) {}
