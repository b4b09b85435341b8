import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/**
 * OCPP 1.6 5.14. Soft and Hard both end running transactions, Soft in the normal way; neither waits for them. So `idle` is
 * not possible: sent as Soft it would cut off the drivers it was meant to spare.
 */
export const reset: CommandRow<'reset'> = {
  toCall({ when, hard, evseId }) {
    if (when === 'idle') return { unsupported: 'OCPP 1.x cannot wait until the station is idle: reset it now' };
    if (evseId !== undefined && evseId !== 0) return { unsupported: 'OCPP 1.x resets the whole station only' };
    return { action: 'Reset', payload: { type: hard === true ? 'Hard' : 'Soft' } };
  },
  toResult: (payload) => toCommandResult(payload),
};
