import { type CommandOutcome, type CommandRequest } from '@chargebus/contracts';
import { NatsUnavailable, type CommandOptions, type Messaging } from '../messaging';
import { CommandAttempt } from './command-attempt';
import type { CommandReplies } from './command-replies';

const NO_LINK_PAUSE_MS = 100;
const RECONNECT_WAIT_MS = 2_000;
/** Subscriptions take time to cross a cluster (rule 18). */
const NO_LINK_RETRY_MS = 2_000;
/** Somebody hears the commands of this station but does not take this one: a link about to begin, to end, or stuck. */
const NO_OFFER_RETRY_MS = 5_000;

/**
 * Tells a station to do something, through whichever gateway holds its link, and waits for the end of it. It is asked who can
 * do it, and given to one that can: so it is done once at most, wherever the station moves meanwhile, and is tried again
 * where nothing was done.
 * @param replies - of the same connection
 * @param options - `ready`: the link is looked for while what must come first is still under way
 * @returns `offline` if no link took it, `unknown-outcome` if one took it and its answer never came
 * @throws NatsUnavailable if NATS cannot be reached (nothing was done); the signal's reason when aborted; why it was not `ready`
 */
export async function sendCommand(
  messaging: Messaging,
  replies: CommandReplies,
  request: CommandRequest,
  options: CommandOptions,
): Promise<CommandOutcome> {
  const { ready, signal, headers } = options;
  let startedAt = performance.now();
  // What must come first may take its time: the station is looked for as long as ever after that.
  ready?.then(
    () => (startedAt = performance.now()),
    () => undefined,
  );
  for (;;) {
    signal?.throwIfAborted();
    // Published while disconnected it would be sent on reconnect, long after everybody forgot about it.
    if (!(await messaging.untilHealthy(RECONNECT_WAIT_MS))) {
      throw new NatsUnavailable(`command ${request.commandId} was not sent: NATS is not reachable`);
    }
    const offersUntil = startedAt + NO_OFFER_RETRY_MS;
    const o = { replies, offersUntil, ready, signal, headers };
    const outcome = await new CommandAttempt(messaging, request, o).run();
    if (typeof outcome !== 'string') return outcome;
    if (!messaging.healthy()) {
      // While NATS is away nobody can offer anything: that says nothing of the station.
      startedAt = performance.now();
      continue;
    }
    const { presenceSaysConnected = false } = (await ready) ?? options;
    const patienceMs = presenceSaysConnected ? NO_LINK_RETRY_MS : 0;
    if (performance.now() >= startedAt + (outcome === 'no-link' ? patienceMs : NO_OFFER_RETRY_MS)) {
      return { commandId: request.commandId, status: 'offline' };
    }
    await new Promise((resolve) => setTimeout(resolve, NO_LINK_PAUSE_MS));
  }
}
