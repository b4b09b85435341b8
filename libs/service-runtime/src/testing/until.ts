import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` is true. @throws Error naming `what` after `timeoutMs` */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still waiting for ${what} after ${timeoutMs} ms`);
    await delay(20);
  }
}
