import { isRetryable, type CommandOutcome, type StationCommand } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';
import { v7 as uuidv7 } from 'uuid';

/** A session's command as the API tells of it. */
export interface CommandView<T extends string = string> {
  id: string;
  type: T;
  status: Exclude<CommandOutcome['status'], 'invalid'>;
  retryable: boolean;
  response: unknown;
}

/** Tells stations what their sessions shall do. */
export class CommandStation {
  constructor(
    private readonly messaging: Pick<Messaging, 'command'>,
    /** How long a station may take to answer, ms. */
    readonly timeoutMs: number,
  ) {}

  /** @throws NatsUnavailable if NATS is away: then nothing was sent. */
  tell(
    at: { tenantId: string; stationId: string },
    command: StationCommand,
    commandId: string = uuidv7(),
  ): Promise<CommandOutcome> {
    const { tenantId, stationId } = at;
    return this.messaging.command(
      { commandId, tenantId, stationId, timeoutMs: this.timeoutMs, command },
      { presenceSaysConnected: true },
    );
  }
}

/** An outcome as the API shows it; a call that failed its own schema failed. */
export function toCommandView<T extends string>(type: T, outcome: CommandOutcome): CommandView<T> {
  const { commandId: id, status } = outcome;
  return {
    id,
    type,
    status: status === 'invalid' ? 'failed' : status,
    retryable: isRetryable(status),
    response: outcome.response ?? outcome.error ?? null,
  };
}
