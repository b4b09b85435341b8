import { constants } from 'node:os';
import type { Logger } from '../logs/logger';
import type { Closing } from './closing';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** A terminal and npm may both pass on the same Ctrl-C: what comes so soon after the first is that one again. */
const SAME_SIGNAL_MS = 500;

/**
 * SIGTERM and SIGINT close gracefully and end the process: 0 when all closed in time, else 1. A second signal ends it at
 * once. Returns how to stop listening.
 */
export function endOnSignals(closing: Closing, logger: Logger, exit: (code: number) => void): () => void {
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstAt !== undefined) {
      if (performance.now() - firstAt < SAME_SIGNAL_MS) return;
      logger.warn(`${signal} again: ending at once`);
      return exit(128 + constants.signals[signal]);
    }
    firstAt = performance.now();
    logger.info(`${signal}: closing; a second signal ends the process at once`);
    void closing.close().then((clean) => exit(clean ? 0 : 1));
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return () => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
}
