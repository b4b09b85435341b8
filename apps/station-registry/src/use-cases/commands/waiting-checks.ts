import { redactSecrets } from '@chargebus/contracts';
import { unprocessable } from '@chargebus/service-runtime';
import type { EndedStatus } from '../../domain/commands/command';
import { MOST_PATIENCE_MS } from '../../domain/commands/waiting-command';
import type { CommandRow } from '../../store/commands/command.row';
import type { RegistryTransaction } from '../../store/registry-writer';

/**
 * Whether a command may be written down and sent later.
 * @param now - ISO
 * @throws Problem 422 if its time is over already or too far away, or if it holds a secret: none is kept
 */
export function checkWait(body: { readonly type: string }, expiresAt: string | null, now: string): void {
  if (expiresAt !== null) {
    const aheadMs = Date.parse(expiresAt) - Date.parse(now);
    if (aheadMs <= 0) throw unprocessable([{ path: 'expiresAt', message: 'is in the past' }]);
    if (aheadMs > MOST_PATIENCE_MS) {
      throw unprocessable([{ path: 'expiresAt', message: 'is more than 90 days ahead' }]);
    }
  }
  // Without a password one is made, and told in the answer that only a command sent at once has.
  if (body.type === 'change-password' || redactSecrets(body).secrets > 0) {
    const message =
      'a command that holds a secret cannot wait: secrets are not kept. Send it while the station is there';
    throw unprocessable([{ path: expiresAt === null ? 'command' : 'expiresAt', message }]);
  }
}

/** Says of commands that they ended without having been sent. */
export function tellEnded(
  tx: RegistryTransaction,
  ended: readonly Pick<CommandRow, 'id' | 'stationId' | 'type'>[],
  status: EndedStatus,
): void {
  for (const { id: commandId, stationId, type } of ended) {
    tx.publish('command.ended', stationId, { commandId, stationId, type, status });
  }
}
