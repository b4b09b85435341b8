import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../logs/logger';

export interface PatienceOptions {
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  /** Whether what went wrong may pass by itself. */
  readonly mayPass: (error: unknown) => boolean;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Between attempts. */
  readonly pauseMs?: number;
  /** Between two log lines that say what is waited for. */
  readonly remindMs?: number;
}

/**
 * Attempts until it works, however long that takes, and says every few seconds what is waited for and why. An attempt
 * that waits by itself is reported as well.
 * @throws what the attempt threw when that cannot pass by itself; the signal's reason once it is aborted.
 */
export async function patiently<T>(what: string, attempt: () => Promise<T>, options: PatienceOptions): Promise<T> {
  const { logger, mayPass, signal, pauseMs = 1_000, remindMs = 4_000 } = options;
  let reason = 'no answer yet';
  let waited = false;
  const remind = (): void => {
    waited = true;
    logger.warn(`waiting for ${what}: ${reason}`);
  };
  const reminder = setInterval(remind, remindMs);
  try {
    for (;;) {
      signal.throwIfAborted();
      try {
        const result = await untilAborted(attempt(), signal);
        if (waited) logger.info(`${what} is there`);
        return result;
      } catch (error) {
        if (signal.aborted || !mayPass(error)) throw error;
        reason = reasonOf(error);
        if (!waited) remind();
        await delay(pauseMs, undefined, { signal });
      }
    }
  } finally {
    clearInterval(reminder);
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** A refused connection to several addresses is an AggregateError without a message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
