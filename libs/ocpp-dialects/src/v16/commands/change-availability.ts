import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 1.6 5.2. Connector 0 is the station with all its connectors; Scheduled: once the running transaction has ended. */
export const changeAvailability: CommandRow<'set-availability'> = {
  toCall: ({ operative, evseId }) => ({
    action: 'ChangeAvailability',
    payload: { connectorId: evseId ?? 0, type: operative ? 'Operative' : 'Inoperative' },
  }),
  toResult: (payload) => toCommandResult(payload),
};
