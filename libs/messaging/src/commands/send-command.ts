import { commandOutcome, commandSubject, type CommandOutcome, type CommandRequest } from '@chargebus/contracts';
import { ErrorCode, type Msg } from 'nats';
import { toHeaders } from '../connection/headers';
import { NatsUnavailable, type CommandOptions, type Messaging } from '../messaging';

/** The gateway's own timer ends the call at `timeoutMs`; its word for that is worth waiting for. */
const MARGIN_MS = 2_000;
/** Subscriptions take time to cross a cluster (rule 18). */
const NO_LINK_RETRY_MS = 2_000;
const NO_LINK_PAUSE_MS = 100;
const RECONNECT_WAIT_MS = 2_000;

/**
 * Tells a station to do something, through whichever gateway holds its link, and waits for the end of it.
 * @returns `offline` if no link answers, `unknown-outcome` if one took it and its answer never came
 * @throws NatsUnavailable if NATS cannot be reached (nothing was sent); the signal's reason when aborted
 */
export async function sendCommand(
  messaging: Messaging,
  request: CommandRequest,
  { presenceSaysConnected = false, signal, headers }: CommandOptions,
): Promise<CommandOutcome> {
  const giveUpAt = performance.now() + (presenceSaysConnected ? NO_LINK_RETRY_MS : 0);
  for (;;) {
    signal?.throwIfAborted();
    // Published while disconnected it would be sent on reconnect, long after everybody forgot about it.
    if (!(await messaging.untilHealthy(RECONNECT_WAIT_MS))) {
      throw new NatsUnavailable(`command ${request.commandId} was not sent: NATS is not reachable`);
    }
    const outcome = await tryOnce(messaging, request, signal, headers);
    if (outcome !== 'no-responders') return outcome;
    if (performance.now() >= giveUpAt) return { commandId: request.commandId, status: 'offline' };
    await new Promise((resolve) => setTimeout(resolve, NO_LINK_PAUSE_MS));
  }
}

function tryOnce(
  messaging: Messaging,
  request: CommandRequest,
  signal: AbortSignal | undefined,
  headers: CommandOptions['headers'],
): Promise<CommandOutcome | 'no-responders'> {
  const { nc, logger } = messaging;
  const subject = commandSubject(request.tenantId, request.stationId);
  return new Promise((resolve, reject) => {
    const end = (finish: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (!nc.isClosed()) replies.unsubscribe();
      finish();
    };
    const abort = () => end(() => reject(signal!.reason as Error));
    const hear = (msg: Msg) => {
      if (msg.data.length === 0 && String(msg.headers?.code) === ErrorCode.NoResponders) {
        return end(() => resolve('no-responders'));
      }
      const outcome = readOutcome(msg, request.commandId);
      if (outcome) return end(() => resolve(outcome));
      // Not an answer, e.g. the PubAck of a stream bound to the subject (rule 7): the link's own may still come.
      logger.error(`${subject}: ignored a reply that is no command outcome`);
    };
    const inbox = messaging.newInbox();
    const replies = nc.subscribe(inbox, {
      callback: (error, msg) => (error ? end(() => reject(new NatsUnavailable(error.message))) : hear(msg)),
    });
    const timer = setTimeout(
      () => end(() => resolve({ commandId: request.commandId, status: 'unknown-outcome' })),
      request.timeoutMs + MARGIN_MS,
    );
    signal?.addEventListener('abort', abort, { once: true });
    try {
      nc.publish(subject, JSON.stringify(request), { reply: inbox, ...toHeaders(headers) });
    } catch (error) {
      end(() => reject(error as Error));
    }
  });
}

function readOutcome(msg: Msg, commandId: string): CommandOutcome | undefined {
  try {
    const parsed = commandOutcome.safeParse(msg.json());
    return parsed.success && parsed.data.commandId === commandId ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
