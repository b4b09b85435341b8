import type { Ask, AskReply } from '@chargebus/contracts';
import { ErrorCode, NatsError, type Msg } from 'nats';
import type { z } from 'zod';
import { toHeaders } from '../connection/headers';
import type { AskOptions, Messaging } from '../messaging';
import { AskFailed, type AskFailure } from './ask-failed';

/** How Nest's NATS transport spells a reply. */
interface ReplyPacket {
  readonly response?: unknown;
  readonly err?: unknown;
}

/**
 * Asks a service. Waits for NATS to come back and for the answer, both within the deadline.
 * @throws AskFailed; ZodError if the request is not of the ask's schema (a bug of the caller)
 */
export async function sendAsk<A extends Ask>(
  messaging: Messaging,
  ask: A,
  request: z.input<A['request']>,
  { deadlineMs, headers }: AskOptions,
): Promise<AskReply<A>> {
  const data = ask.request.parse(request);
  const deadline = performance.now() + deadlineMs;
  // Published while disconnected, it would be sent on reconnect, long after anybody waits for it.
  if (!(await messaging.untilHealthy(deadlineMs))) throw new AskFailed('disconnected', ask.subject);
  const timeout = Math.max(1, Math.ceil(deadline - performance.now()));
  let reply: Msg;
  try {
    const packet = JSON.stringify({ pattern: ask.subject, data, id: '1' });
    reply = await messaging.nc.request(ask.subject, packet, { timeout, ...toHeaders(headers) });
  } catch (error) {
    throw new AskFailed(toFailure(error, messaging), ask.subject, (error as Error).message, { cause: error });
  }
  return readReply(ask, reply);
}

function readReply<A extends Ask>(ask: A, reply: Msg): AskReply<A> {
  let packet: ReplyPacket;
  try {
    packet = reply.json<ReplyPacket>();
  } catch (error) {
    throw new AskFailed('bad-reply', ask.subject, 'no JSON', { cause: error });
  }
  if (packet?.err !== undefined) throw new AskFailed('error', ask.subject, describe(packet.err));
  const parsed = ask.reply.safeParse(packet?.response);
  if (!parsed.success) throw new AskFailed('bad-reply', ask.subject, undefined, { cause: parsed.error });
  return parsed.data as AskReply<A>;
}

function toFailure(error: unknown, messaging: Messaging): AskFailure {
  const code = error instanceof NatsError ? error.code : undefined;
  if (code === ErrorCode.NoResponders) return 'no-responders';
  if (code === ErrorCode.Timeout) return messaging.healthy() ? 'timeout' : 'disconnected';
  if (code === ErrorCode.ConnectionClosed || code === ErrorCode.ConnectionDraining) return 'disconnected';
  return 'error';
}

function describe(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message } = error as { message?: unknown };
  return typeof message === 'string' ? message : JSON.stringify(error);
}
