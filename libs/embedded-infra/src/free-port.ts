import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Whether a server can listen on this port of the loopback address right now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * A port of the loopback address that nothing listens on now. It is taken at random from below the range that
 * systems hand to outgoing connections: a server that is restarted there does not find its port lent to a client.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isPortFree(port)) return port;
  }
}
