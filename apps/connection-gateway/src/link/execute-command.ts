import {
  isRetryable,
  type CommandOutcome,
  type CommandRequest,
  type EvseMap,
  type StationCommand,
} from '@chargebus/contracts';
import type { CallFault, Dialect } from '@chargebus/ocpp-dialects';
import type { Outcome } from '@chargebus/ocpp-rpc';

/** What a command needs of the link that executes it. */
export interface CommandSite {
  readonly dialect: Dialect;
  readonly evseMap: EvseMap | undefined;
  /** What stands against calling the station now, undefined if nothing does. */
  mayCall(action: string): CallFault | undefined;
  call(action: string, payload: object, timeoutMs: number): Promise<Outcome>;
  /** Takes note of what was repaired in an answer. */
  count(remark: string): void;
  /** Ends the link; the station may come back if it is let in. */
  disconnect(reason: string): void;
}

const UNSUPPORTED_CODES = new Set(['NotImplemented', 'NotSupported']);

/** Executes a command at a station's link, and says how it ended. Never throws for what a station does. */
export async function executeCommand(
  { commandId, command, timeoutMs }: CommandRequest,
  site: CommandSite,
): Promise<CommandOutcome> {
  if (command.type === 'disconnect') {
    site.disconnect(command.reason);
    return { commandId, status: 'accepted' };
  }
  const placed = site.dialect.toOwnNumbers(command, site.evseMap);
  if ('unsupported' in placed) {
    const error = { code: 'NotSupported', description: placed.unsupported, details: {} };
    return { commandId, status: 'unsupported', error };
  }
  return { commandId, ...(await callInTurn(placed, timeoutMs, site)) };
}

type Told = Omit<CommandOutcome, 'commandId'>;

/**
 * The calls of one command, one after the other within its time; after one that the station did not answer none follows. Of
 * several the first that was not accepted speaks for all, and the response has each answer.
 */
async function callInTurn(commands: readonly StationCommand[], timeoutMs: number, site: CommandSite): Promise<Told> {
  const told: Told[] = [];
  for (const command of commands) {
    const one = await callStation(command, Math.max(1, Math.floor(timeoutMs / commands.length)), site);
    told.push(one);
    if (isRetryable(one.status)) break;
  }
  const worst = told.find(({ status }) => status !== 'accepted') ?? told[0];
  if (worst === undefined) throw new Error('a command is at least one call');
  if (commands.length === 1) return worst;
  const answers = told.map((one, i) => ({ connectorId: connectorOf(commands[i]), ...one }));
  return { ...worst, response: { answers } };
}

/** The 1.x connector that a command in the station's own numbers is for. */
function connectorOf(command: StationCommand | undefined): number | undefined {
  return command !== undefined && 'evseId' in command ? command.evseId : undefined;
}

/** Spells a command in the station's version and calls the station. */
async function callStation(command: StationCommand, timeoutMs: number, site: CommandSite): Promise<Told> {
  const { dialect } = site;
  const spelled = dialect.toCall(command);
  if (!spelled.ok) return { status: spelled.status, error: spelled.fault };
  const fault = site.mayCall(spelled.action);
  if (fault) return { status: 'rejected', error: fault };

  const outcome = await site.call(spelled.action, spelled.payload, timeoutMs);
  switch (outcome.kind) {
    case 'result': {
      const checked = dialect.checkResponse(spelled.action, outcome.payload);
      if (!checked.ok) return { ...dialect.toResult(command, outcome.payload), error: checked.fault };
      for (const remark of checked.remarks) site.count(remark);
      return dialect.toResult(command, checked.payload);
    }
    case 'error':
      return {
        status: UNSUPPORTED_CODES.has(outcome.code) ? 'unsupported' : 'failed',
        error: { code: outcome.code, description: outcome.description, details: outcome.details },
      };
    case 'timeout':
      return { status: 'timeout' };
    case 'dropped':
      return { status: 'unknown-outcome' };
    case 'never-sent':
      // It waited behind other calls to a station that is there: that is no "offline".
      return { status: outcome.reason === 'closed' ? 'offline' : 'timeout' };
  }
}
