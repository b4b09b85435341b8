import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 2.0.1 F05: frees a stuck cable. Refused while an authorised transaction runs. */
export const unlockConnector: CommandRow<'unlock'> = {
  toCall: ({ evseId, connectorId }) => ({
    action: 'UnlockConnector',
    payload: { evseId, connectorId: connectorId ?? 1 },
  }),
  toResult: (payload) => toCommandResult(payload),
};
