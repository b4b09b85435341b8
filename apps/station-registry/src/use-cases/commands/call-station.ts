import { conflict, Problem, unprocessable } from '@chargebus/service-runtime';
import type { CommandRow } from '../../store/commands/command.row';
import type { Author } from '../../store/registry-writer';
import type { SendCommand } from './send-command';

export interface RawCall {
  readonly action: string;
  readonly payload: Record<string, unknown>;
}

/** What the station answered: a result, or an error of the protocol. */
export type RawAnswer = { result: unknown } | { error: { code: string; description: string; details: unknown } };

/** Sends any call of the station's OCPP version, checked against its schema, and waits for the answer. */
export class CallStation {
  constructor(
    private readonly commands: SendCommand,
    private readonly waitMs: number,
  ) {}

  /**
   * @throws Problem 404 without the station; 409 `offline`; 422 if the payload fails the schema or the version has no such
   * action; 504 `timeout` or `unknown-outcome` if no answer came; NatsUnavailable
   */
  async call(author: Author, stationId: string, call: RawCall): Promise<RawAnswer> {
    const body = { type: 'ocpp' as const, ...call };
    return toAnswer(await this.commands.send(author, { stationId, body, waitMs: this.waitMs }));
  }
}

function toAnswer({ status, response, error, stationId }: CommandRow): RawAnswer {
  switch (status) {
    case 'invalid':
      throw refused(error);
    case 'offline':
      throw conflict('offline', `Station ${stationId} is not connected; nothing was sent.`);
    case 'timeout':
      throw noAnswer('timeout', 'The station did not answer in time.');
    case 'running':
    case 'unknown-outcome':
      throw noAnswer('unknown-outcome', 'The call was sent, and no answer came: the station may have acted on it.');
    default:
      // A result that fails its own schema comes with the fault beside it: it is the station's answer all the same.
      if (error === null || response !== null) return { result: response };
      return { error: { code: error.code, description: error.description, details: error.details ?? {} } };
  }
}

function noAnswer(reason: string, detail: string): Problem {
  return new Problem(504, 'Gateway Timeout', { reason, detail });
}

/** The schema's faults, each under its path: `$.meterValue[0].timestamp` is `payload.meterValue.0.timestamp`. */
function refused(error: CommandRow['error']): Problem {
  const { faults } = (error?.details ?? {}) as { faults?: { path?: unknown; message?: unknown }[] };
  const named = (Array.isArray(faults) ? faults : []).map(({ path, message }) => ({
    path: String(path)
      .replace('$', 'payload')
      .replaceAll(/\[(\d+)\]/g, '.$1'),
    message: String(message),
  }));
  if (named.length > 0) return unprocessable(named);
  const path = error?.code === 'NotImplemented' ? 'action' : 'payload';
  return unprocessable([{ path, message: error?.description ?? 'is not valid' }]);
}
