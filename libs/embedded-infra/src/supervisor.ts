import type { OnProgress } from './embedded-server';
import type { ManagedServer } from './managed-server';

const LOOK_EVERY_MS = 500;
const MAX_WAIT_MS = 30_000;

/**
 * Starts servers again, on the same port and data, when they die without having been asked to: clients reconnect by
 * themselves, so a killed server costs the platform a pause and not its life. Failed starts are repeated ever more
 * slowly.
 */
export function superviseServers(servers: ManagedServer[], onProgress: OnProgress): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  let failures = 0;

  const look = async () => {
    for (const server of servers) {
      if (stopped || !server.wanted || server.alive()) continue;
      onProgress(`${server.name} has died; starting it again ...`);
      try {
        await server.restart();
        failures = 0;
        onProgress(`${server.name} runs again`);
      } catch (error) {
        // A failed start leaves it unwanted, as after a stop; here it stays wanted.
        server.wanted = true;
        failures++;
        onProgress(`${server.name} could not be started again: ${(error as Error).message}`);
      }
    }
  };
  const schedule = () => {
    timer = setTimeout(
      () => {
        looking = look().then(() => {
          if (!stopped) schedule();
        });
      },
      Math.min(LOOK_EVERY_MS * 2 ** failures, MAX_WAIT_MS),
    );
    // Watching alone is no reason for the process to stay.
    timer.unref();
  };
  schedule();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
