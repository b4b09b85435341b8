import { stationCommand, type StationCommand } from '@chargebus/contracts';
import { fromEnv, listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { PUBLIC_STATUSES, publicStatus, retryable } from '../../domain/commands/command';
import type { AskedCommand } from '../../use-cases/commands/run-command';
import type { SentCommand } from '../../use-cases/commands/send-command';
import { instantView, nullableText, pageOf } from '../field-schemas';

/** Remote starts and stops are sessions' affair, raw calls have a route of their own. */
const ELSEWHERE: readonly StationCommand['type'][] = ['start-transaction', 'stop-transaction', 'ocpp'];

const everyCommand = {
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      'Until when the command may wait for its station; then it is `expired` and never sent. At most 90 days ahead. Of a `reset` when idle of an OCPP 1.x station also: until when it may wait for the end of its sessions, 24 hours unless told.',
    ),
};
/** OCPP 2.x passwordString; 1.6 takes it up to 20 characters. */
const newPassword = z
  .string()
  .min(16)
  .max(40)
  .regex(/^[A-Za-z0-9*\-_=:+|@.]+$/, 'must be letters, digits and *-_=:+|@.')
  .describe('16 to 40 characters, to a station of OCPP 1.6 20 at most; made here and told once if there is none.');
const upgrade = {
  to: z.int().min(1).max(3).describe('The security profile it is to connect with.'),
  csmsUrl: z
    .url({ protocol: /^wss?$/ })
    .max(512)
    .optional()
    .describe('OCPP 2.x: where it connects to from then on, without its id.'),
  slot: z.int().min(0).max(100).optional().describe('OCPP 2.x: of the network profile; a spare one if there is none.'),
  networkInterface: z
    .string()
    .regex(/^(Wired|Wireless)[0-3]$/, 'must be Wired0 to Wired3 or Wireless0 to Wireless3')
    .optional()
    .describe('OCPP 2.x. Default: Wired0.'),
};
/** What takes several calls to the station, and its fields. */
const TALKS: Record<string, z.ZodRawShape> = {
  identify: {},
  refresh: {},
  'apply-configuration': {},
  'change-password': { password: newPassword.optional() },
  'upgrade-security-profile': upgrade,
};
const neutral = (
  stationCommand.options as unknown as z.ZodObject<{ type: z.ZodLiteral<StationCommand['type']> }>[]
).filter(({ shape }) => !ELSEWHERE.includes(shape.type.value));

/** One member a type, no fields but its own and `more`. */
function bodyOf(more: z.ZodRawShape): z.ZodType {
  const talks = Object.entries(TALKS).map(([type, shape]) =>
    z.strictObject({ type: z.literal(type), ...shape, ...more }),
  );
  const members = [...talks, ...neutral.map(({ shape }) => z.strictObject({ ...shape, ...more }))];
  return z.discriminatedUnion('type', members as unknown as [(typeof talks)[number]]);
}

/** What stations can be told, and nothing else. */
export const plainCommand = bodyOf({}) as z.ZodType<Exclude<AskedCommand, { type: 'ocpp' }>>;

/** The body of a command. */
export const commandBody = bodyOf(everyCommand) as z.ZodType<CommandBody>;
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

export const commandView = z.object({
  id: z.uuid(),
  stationId: z.string(),
  type: z.string(),
  parameters: z.record(z.string(), z.unknown()).describe('As asked; secrets are hidden.'),
  status: publicStatusView.describe(
    '`queued` while it waits for its station; `scheduled` without `endedAt`: it waits for the end of its sessions; `running` until it ended.',
  ),
  retryable: z.boolean().describe('Whether asking again may do better: the station was away or did not answer.'),
  response: z.unknown().describe("The station's answer."),
  error: z.object({ code: z.string(), description: z.string(), details: z.unknown().optional() }).nullable(),
  actor: z.object({ type: z.string(), id: z.string() }).describe('Who asked.'),
  idempotencyKey: nullableText,
  createdAt: instantView,
  expiresAt: instantView.nullable().describe('Until when it may wait; null: it does not.'),
  bulkId: z.uuid().nullable().describe('The bulk command it belongs to.'),
  endedAt: instantView.nullable(),
  password: z.string().optional().describe('Of change-password: only here, only if it was made here.'),
});
export type CommandView = z.output<typeof commandView>;
export class CommandDto extends createZodDto(commandView) {}
export class CommandPageDto extends createZodDto(pageOf(commandView)) {}

/** A command as the API shows it. */
export function toCommandView(row: SentCommand): CommandView {
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
    expiresAt: row.expiresAt,
    bulkId: row.bulkId,
    endedAt: row.endedAt,
    ...(row.password === undefined ? {} : { password: row.password }),
  };
}
