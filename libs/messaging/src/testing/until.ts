import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `condition` holds. @throws Error with `what` if it does not within `timeoutMs` */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 60_000,
): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await pause(10);
  }
}

/** Asks again where NATS does not answer: what a cluster between two leaders is asked may be lost. @throws what it said last */
export async function answered<T>(ask: () => Promise<T>, timeoutMs = 60_000): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await pause(100);
    }
  }
}

/** Whether a promise is settled by now: its reactions get one turn of the event loop. */
export async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  const end = () => {
    done = true;
  };
  promise.then(end, end);
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}
