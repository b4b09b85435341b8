import { providerAsks, stationCommand, stationEvent, type StationCommandType } from '@chargebus/contracts';
import type { Dialect, IncomingRow, Question, StationContext } from '@chargebus/ocpp-dialects';
import { z } from 'zod';
import { sorted } from '../markdown';
import { samplePayloads, type PayloadSchema } from './sample-payloads';
import { requestSchemas } from './version-schemas';

/** `in`: the station sends it; `out`: we do. */
export type Direction = 'in' | 'out';

/** What the dialect does with one action in one direction, found out by trying. */
export interface ActionFound {
  readonly action: string;
  readonly direction: Direction;
  readonly state: 'row' | 'command' | 'raw only' | 'not supported';
  /** The asks it raises, of a row. */
  readonly asks: readonly string[];
  /** Event kinds, of a row; command types, of a command. */
  readonly neutral: readonly string[];
  readonly heartbeat: boolean;
  /** The version has no answer to it. */
  readonly oneWay?: boolean;
}

const verdicts = {
  boot: { status: 'accepted', intervalS: 300, decidedBy: 'service' },
  authorization: { status: 'accepted', decidedBy: 'service' },
} as const;

/**
 * Each action of the dialect's version in each direction it goes, in alphabetical order. Rows and commands are called with
 * payloads made from the schemas, so that the answer is what the dialect does and not what somebody wrote about it.
 */
export function probeDialect(dialect: Dialect): ActionFound[] {
  const commands = commandsByAction(dialect);
  return [...requestSchemas(dialect.version)].flatMap(([action, schema]) => {
    const row = dialect.incoming(action);
    const ours = isOurs(dialect, action);
    const found: ActionFound[] = [];
    if (typeof row === 'object')
      found.push({ ...blank(action, 'in', 'row'), ...meaningOf(dialect, action, row, schema) });
    // Known, and nothing we could send ourselves: a station's message that has no row.
    else if (!ours) found.push(blank(action, 'in', 'not supported'));
    if (ours) {
      const neutral = commands.get(action) ?? [];
      found.push({ ...blank(action, 'out', neutral.length > 0 ? 'command' : 'raw only'), neutral });
    }
    return found;
  });
}

const blank = (action: string, direction: Direction, state: ActionFound['state']): ActionFound => ({
  action,
  direction,
  state,
  asks: [],
  neutral: [],
  heartbeat: false,
});

/** Whether a raw call of this action is one that we may send. */
function isOurs(dialect: Dialect, action: string): boolean {
  const spelled = dialect.toCall({ type: 'ocpp', action, payload: {} });
  return spelled.ok || spelled.fault.code !== 'NotImplemented';
}

function meaningOf(
  dialect: Dialect,
  action: string,
  row: IncomingRow<object, object>,
  schema: PayloadSchema,
): Pick<ActionFound, 'asks' | 'neutral' | 'heartbeat' | 'oneWay'> {
  const at = '2025-06-01T10:00:01.000Z';
  const link = { id: 'link', gatewayId: 'gateway', epoch: 1, ocppVersion: dialect.version, transport: 'ws' } as const;
  const context: StationContext = { tenantId: 'default', stationId: 'station', link, receivedAt: at };
  const [asks, kinds] = [new Set<string>(), new Set<string>()];
  for (const payload of samplePayloads(schema)) {
    const checked = dialect.checkRequest(action, payload, context, { strict: false });
    if (!checked.ok) continue;
    const question = row.toQuestion?.(checked.payload, context);
    if (question) asks.add(askOf(question));
    for (const { kind } of row.toReport?.(checked.payload, context, verdicts).events ?? []) kinds.add(kind);
  }
  const order: string[] = stationEvent.options.map(({ shape }) => shape.kind.value);
  const neutral = [...kinds].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const oneWay = row.answered === false;
  return { asks: sorted(asks), neutral, heartbeat: row.nature === 'heartbeat', ...(oneWay && { oneWay }) };
}

const askOf = (question: Question): string =>
  question.ask === 'provider' ? providerAsks[question.about].subject.replace('ask.', '') : question.ask;

/** Which neutral commands are spelled with which action. */
function commandsByAction(dialect: Dialect): ReadonlyMap<string, StationCommandType[]> {
  const commands = new Map<string, StationCommandType[]>();
  for (const option of stationCommand.options) {
    const type = option.shape.type.value;
    if (type === 'ocpp') continue;
    for (const payload of samplePayloads(z.toJSONSchema(option, { io: 'input' }) as PayloadSchema)) {
      const spelled = dialect.toCall(stationCommand.parse(payload));
      if (!spelled.ok) continue;
      const types = commands.get(spelled.action) ?? [];
      if (!types.includes(type)) commands.set(spelled.action, [...types, type]);
    }
  }
  return commands;
}
