import { connectorStatus } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { PUBLIC_STATUSES } from '../../domain/commands/command';
import type { AskedCommand } from '../../use-cases/commands/run-command';
import type { Bulk } from '../../use-cases/commands/bulk-commands';
import { commandView, plainCommand } from './command.dto';
import { instantView, label, locationId, nullableText, pageOf } from '../field-schemas';

const reported = z.string().min(1).max(50);
const selector = z
  .strictObject({
    all: z.literal(true).optional().describe('Every station of the tenant. To be said, not to happen by leaving out.'),
    stationIds: z.array(z.string().min(1).max(48)).min(1).max(50_000).optional(),
    connected: z.boolean().optional(),
    status: connectorStatus.optional().describe('Some connector has this status.'),
    locationId: locationId.optional(),
    tag: label.optional(),
    group: label.optional(),
    vendor: reported.optional().describe('As the station said at its last boot, to the letter.'),
    model: reported.optional(),
    firmwareVersion: reported.optional(),
  })
  .refine((one) => Object.values(one).some((value) => value !== undefined), {
    message: 'must say which stations: name a condition, or `all: true`',
  })
  .describe('Stations that all the conditions hold for, at the moment of the call.');

export const bulkBody = z.strictObject({
  selector,
  command: plainCommand.describe('The body of a command, as for one station, without `expiresAt`.'),
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Until when stations that are offline are waited for; without it their commands end as `offline`.'),
  maxInFlight: z.int().min(1).max(100).default(50).describe('How many stations are told at the same time, at most.'),
}) as unknown as z.ZodType<BulkBody>;
export interface BulkBody {
  selector: z.output<typeof selector>;
  command: Exclude<AskedCommand, { type: 'ocpp' }>;
  expiresAt?: string | undefined;
  maxInFlight: number;
}

export class BulkPath extends createZodDto(z.object({ bulkId: z.uuid('must be a UUID') })) {}
export class ListBulksQuery extends createZodDto(z.strictObject(listQuery)) {}
export class ListResultsQuery extends createZodDto(
  z.strictObject({ ...listQuery, status: z.enum(PUBLIC_STATUSES).optional() }),
) {}

const bulkView = z.object({
  id: z.uuid(),
  type: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  selector: z.record(z.string(), z.unknown()),
  total: z.int().describe('Stations that the selector meant.'),
  counts: z
    .partialRecord(z.enum(PUBLIC_STATUSES), z.int())
    .describe('Of its commands, by status; what is left out is none.'),
  ended: z.boolean().describe('Whether each of its commands has ended.'),
  maxInFlight: z.int(),
  actor: z.object({ type: z.string(), id: z.string() }).describe('Who asked.'),
  idempotencyKey: nullableText,
  createdAt: instantView,
  expiresAt: instantView.nullable(),
  cancelledAt: instantView.nullable(),
});
export type BulkView = z.output<typeof bulkView>;
export class BulkDto extends createZodDto(bulkView) {}
export class BulkPageDto extends createZodDto(pageOf(bulkView)) {}
export class ResultPageDto extends createZodDto(pageOf(commandView)) {}

/** A bulk command as the API shows it. */
export function toBulkView({ row, counts, open }: Bulk): BulkView {
  return {
    id: row.id,
    type: row.type,
    parameters: row.parameters,
    selector: { ...row.selector },
    total: row.total,
    counts,
    ended: open === 0,
    maxInFlight: row.maxInFlight,
    actor: { type: row.actorType, id: row.actorId },
    idempotencyKey: row.idempotencyKey,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    cancelledAt: row.cancelledAt,
  };
}
