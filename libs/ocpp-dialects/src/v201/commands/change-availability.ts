import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { toEvse } from '../places';

/** OCPP 2.0.1 G03, G04: an EVSE, or without one the station. Scheduled: once the running transactions have ended. */
export const changeAvailability: CommandRow<'set-availability'> = {
  toCall: ({ operative, evseId }) => ({
    action: 'ChangeAvailability',
    payload: withoutAbsent({
      evse: toEvse(evseId),
      operationalStatus: operative ? ('Operative' as const) : ('Inoperative' as const),
    }),
  }),
  toResult: (payload) => toCommandResult(payload),
};
