import { commandRequest, type CommandOutcome, type CommandRequest } from '@chargebus/contracts';
import type { Msg } from 'nats';

/** What an asker sent; undefined where it is no command. */
export function readCommandRequest(msg: Msg): CommandRequest | undefined {
  try {
    const request = commandRequest.safeParse(msg.json());
    return request.success ? request.data : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing was done: the asker may look for the station elsewhere. */
export function notExecuted({ commandId }: CommandRequest): CommandOutcome {
  return { commandId, status: 'offline' };
}
