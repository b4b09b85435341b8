import { stationCommand, type StationCommand } from '@chargebus/contracts';
import { fromEnv, listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { PUBLIC_STATUSES, publicStatus, retryable } from '../domain/command';
import type { CommandRow } from '../store/command.row';
import type { AskedCommand } from '../use-cases/send-command';
import { instantView, nullableText, pageOf } from './field-schemas';

/** Remote starts and stops are sessions' affair, raw calls have a route of their own. */
const ELSEWHERE: readonly StationCommand['type'][] = ['start-transaction', 'stop-transaction', 'ocpp'];

const everyCommand = {
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Queues the command for an offline station. Not available yet: refused with 422.'),
};
const talk = <T extends string>(type: T) => z.strictObject({ type: z.literal(type), ...everyCommand });
const neutral = (stationCommand.options as unknown as z.ZodObject<{ type: z.ZodLiteral<StationCommand['type']> }>[])
  .filter(({ shape }) => !ELSEWHERE.includes(shape.type.value))
  .map((option) => z.strictObject({ ...option.shape, ...everyCommand }));

/** The body of a command: one member a type, no fields but its own. */
export const commandBody = z.discriminatedUnion('type', [
  talk('identify'),
  talk('refresh'),
  talk('apply-configuration'),
  ...neutral,
]) as unknown as z.ZodType<CommandBody>;
export type CommandBody = Exclude<AskedCommand, { type: 'ocpp' }> & { expiresAt?: string | undefined };

export class WaitQuery extends createZodDto(
  z.strictObject({
    waitS: fromEnv.int(0, 300).default(30).meta({ description: 'How long to wait for the end, in seconds.' }),
  }),
) {}

export class CommandPath extends createZodDto(
  z.object({ id: z.string().min(1).max(48), commandId: z.uuid('must be a UUID') }),
) {}

const publicStatusView = z.enum(PUBLIC_STATUSES);
export class ListCommandsQuery extends createZodDto(
  z.strictObject({ ...listQuery, type: z.string().max(50).optional(), status: publicStatusView.optional() }),
) {}

const commandView = z.object({
  id: z.uuid(),
  stationId: z.string(),
  type: z.string(),
  parameters: z.record(z.string(), z.unknown()).describe('As asked; secrets are hidden.'),
  status: publicStatusView.describe('`running` until it ended.'),
  retryable: z.boolean().describe('Whether asking again may do better: the station was away or did not answer.'),
  response: z.unknown().describe("The station's answer."),
  error: z.object({ code: z.string(), description: z.string(), details: z.unknown().optional() }).nullable(),
  actor: z.object({ type: z.string(), id: z.string() }).describe('Who asked.'),
  idempotencyKey: nullableText,
  createdAt: instantView,
  endedAt: instantView.nullable(),
});
export type CommandView = z.output<typeof commandView>;
export class CommandDto extends createZodDto(commandView) {}
export class CommandPageDto extends createZodDto(pageOf(commandView)) {}

/** A command as the API shows it. */
export function toCommandView(row: CommandRow): CommandView {
  return {
    id: row.id,
    stationId: row.stationId,
    type: row.type,
    parameters: row.parameters,
    status: publicStatus(row.status),
    retryable: retryable(row.status),
    response: row.response ?? null,
    error: row.error,
    actor: { type: row.actorType, id: row.actorId },
    idempotencyKey: row.idempotencyKey,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
  };
}
