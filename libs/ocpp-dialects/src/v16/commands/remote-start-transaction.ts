import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { toChargingProfile } from '../charging-profiles';
import { toConnectorId } from '../connectors';

/** OCPP 1.6 5.11. Accepted means the station will try; the start itself is a StartTransaction, which has no reference to this. */
export const remoteStartTransaction: CommandRow<'start-transaction'> = {
  toCall({ evseId, connectorId, token, chargingProfile }) {
    if (connectorId !== undefined && connectorId !== 1) return { unsupported: 'OCPP 1.x has one connector an EVSE' };
    return {
      action: 'RemoteStartTransaction',
      payload: withoutAbsent({
        connectorId: toConnectorId(evseId),
        idTag: token,
        chargingProfile: chargingProfile && toChargingProfile(chargingProfile),
      }),
    };
  },
  toResult: (payload) => toCommandResult(payload),
};
