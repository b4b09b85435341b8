import { ErrorCode, NatsError } from 'nats';
import { NatsUnavailable } from '../messaging';

const AWAY: ReadonlySet<string> = new Set([
  ErrorCode.Timeout,
  ErrorCode.NoResponders,
  ErrorCode.ConnectionClosed,
  ErrorCode.ConnectionDraining,
  ErrorCode.ConnectionRefused,
  ErrorCode.Disconnect,
]);

/** JetStream answers that mean "ask again later": no leader yet, system temporarily unavailable, and the like. */
const JETSTREAM_AWAY: ReadonlySet<number> = new Set([10004, 10008, 10009, 10020]);

/** NATS or its JetStream is away, and the same call may succeed later. */
export function isNatsAway(error: unknown): boolean {
  if (error instanceof NatsUnavailable) return true;
  if (!(error instanceof NatsError)) return false;
  if (error.api_error) return JETSTREAM_AWAY.has(error.api_error.err_code ?? 0);
  return AWAY.has(error.code);
}

/** `error` as NatsUnavailable where it means that NATS is away, else itself. */
export function toUnavailable(error: unknown, what: string): unknown {
  if (!isNatsAway(error) || error instanceof NatsUnavailable) return error;
  return new NatsUnavailable(`${what}: NATS is not reachable (${(error as Error).message})`, { cause: error });
}
