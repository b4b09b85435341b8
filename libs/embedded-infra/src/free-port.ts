import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range that systems hand to outgoing connections: a server that is restarted does not find its port lent to a client. */
const [FIRST, END] = [20_000, 32_000];
/** The workers of a jest run look in different parts: between the look and the server's start nobody else takes the port. */
const PARTS = 6;

const given = new Set<number>();

/** Whether a server can listen on this port of the loopback address right now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port of the loopback address that nothing listens on now, at random, and never the same one twice. */
export async function findFreePort(): Promise<number> {
  const [first, end] = partOf(process.env.JEST_WORKER_ID);
  for (;;) {
    const port = randomInt(first, end);
    if (given.has(port) || !(await isPortFree(port))) continue;
    given.add(port);
    return port;
  }
}

function partOf(worker: string | undefined): [first: number, end: number] {
  if (worker === undefined) return [FIRST, END];
  const size = (END - FIRST) / PARTS;
  const first = FIRST + (Number(worker) % PARTS) * size;
  return [first, first + size];
}
