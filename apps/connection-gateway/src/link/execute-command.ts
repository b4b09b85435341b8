import type { CommandOutcome, CommandRequest } from '@chargebus/contracts';
import type { Dialect } from '@chargebus/ocpp-dialects';
import type { Outcome } from '@chargebus/ocpp-rpc';

export type Call = (action: string, payload: object, timeoutMs: number) => Promise<Outcome>;

const UNSUPPORTED_CODES = new Set(['NotImplemented', 'NotSupported']);

/** Spells a command in the station's version, calls the station, and says how it ended. Never throws for what a station does. */
export async function executeCommand(request: CommandRequest, dialect: Dialect, call: Call): Promise<CommandOutcome> {
  const { commandId, command } = request;
  const spelled = dialect.toCall(command);
  if (!spelled.ok) return { commandId, status: spelled.status, error: spelled.fault };

  const outcome = await call(spelled.action, spelled.payload, request.timeoutMs);
  switch (outcome.kind) {
    case 'result': {
      const checked = dialect.checkResponse(spelled.action, outcome.payload);
      const result = dialect.toResult(command, outcome.payload);
      return { commandId, ...result, ...(!checked.ok && { error: checked.fault }) };
    }
    case 'error':
      return {
        commandId,
        status: UNSUPPORTED_CODES.has(outcome.code) ? 'unsupported' : 'failed',
        error: { code: outcome.code, description: outcome.description, details: outcome.details },
      };
    case 'timeout':
      return { commandId, status: 'timeout' };
    case 'dropped':
      return { commandId, status: 'unknown-outcome' };
    case 'never-sent':
      // It waited behind other calls to a station that is there: that is no "offline".
      return { commandId, status: outcome.reason === 'closed' ? 'offline' : 'timeout' };
  }
}
