import type { Messaging } from '@chargebus/messaging';
import { v7 as uuidv7 } from 'uuid';

/** Ends a station's link, so that it connects anew. Never throws: who waits for the station sees whether it came back. */
export type Relink = (tenantId: string, stationId: string, reason: string) => Promise<void>;

const TIMEOUT_MS = 2_000;
const LOOK_EVERY_MS = 100;

export function relinkBy(messaging: Pick<Messaging, 'command'>): Relink {
  return async (tenantId, stationId, reason) => {
    const command = { type: 'disconnect' as const, reason };
    const request = { commandId: uuidv7(), tenantId, stationId, timeoutMs: TIMEOUT_MS, command };
    await messaging.command(request).catch(() => undefined);
  };
}

/** Waits for `look` to be true, at most `patienceMs`; half-way through the station is helped, if that is given. */
export async function untilTrue(
  look: () => Promise<boolean>,
  patienceMs: number,
  help?: () => Promise<void>,
): Promise<boolean> {
  const startedAt = performance.now();
  let helped = help === undefined;
  for (;;) {
    if (await look()) return true;
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > patienceMs) return false;
    if (!helped && waitedMs > patienceMs / 2) {
      helped = true;
      await help?.();
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
