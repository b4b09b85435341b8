import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { toChargingProfile } from '../charging-profiles';

/** OCPP 2.x K01. A TxProfile names the transaction that runs at the EVSE (K01.FR.03). */
export const setChargingProfile: CommandRow<'set-charging-profile'> = {
  toCall: ({ evseId, profile }) => ({
    action: 'SetChargingProfile',
    payload: { evseId, chargingProfile: toChargingProfile(profile) },
  }),
  toResult: (payload) => toCommandResult(payload),
};
