import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 1.6 5.18. Not for stopping: a running transaction ends with reason UnlockCommand. */
export const unlockConnector: CommandRow<'unlock'> = {
  toCall({ evseId, connectorId }) {
    if (connectorId !== undefined && connectorId !== 1) {
      return { unsupported: 'OCPP 1.x has one connector an EVSE' };
    }
    return { action: 'UnlockConnector', payload: { connectorId: evseId } };
  },
  toResult: (payload) => toCommandResult(payload),
};
