import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { toChargingProfile, toTransactionId } from '../charging-profiles';

/** OCPP 1.6 5.16. A TxProfile is of the transaction that runs at the connector. */
export const setChargingProfile: CommandRow<'set-charging-profile'> = {
  toCall({ evseId, connectorId, profile }) {
    if (connectorId !== undefined && connectorId !== 1) return { unsupported: 'OCPP 1.6 has one connector an EVSE' };
    const { transactionRef } = profile;
    if (transactionRef !== undefined && toTransactionId(transactionRef) === undefined)
      return { unsupported: 'OCPP 1.6 transactions have numbers for names' };
    const csChargingProfiles = toChargingProfile(profile);
    return { action: 'SetChargingProfile', payload: { connectorId: evseId, csChargingProfiles } };
  },
  toResult: (payload) => toCommandResult(payload),
};
