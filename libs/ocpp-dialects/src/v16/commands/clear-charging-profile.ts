import { toClearResult } from '../../charging-words';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { PURPOSES } from '../charging-profiles';

/** OCPP 1.6 5.4: with an id nothing else counts. */
export const clearChargingProfile: CommandRow<'clear-charging-profile'> = {
  toCall: ({ profileId, evseId, purpose, stackLevel }) => ({
    action: 'ClearChargingProfile',
    payload:
      profileId !== undefined
        ? { id: profileId }
        : withoutAbsent({
            connectorId: evseId,
            chargingProfilePurpose: purpose && PURPOSES[purpose],
            stackLevel,
          }),
  }),
  toResult: (payload) => toClearResult(payload),
};
