import { toClearResult } from '../../charging-words';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { PURPOSES } from '../charging-profiles';

/** OCPP 2.x K10: by id, or by criteria that must all fit (K10.FR.03, K10.FR.04); without either, all of them. */
export const clearChargingProfile: CommandRow<'clear-charging-profile'> = {
  toCall({ profileId, evseId, purpose, stackLevel }) {
    const action = 'ClearChargingProfile';
    if (profileId !== undefined) return { action, payload: { chargingProfileId: profileId } };
    const criteria = withoutAbsent({ evseId, chargingProfilePurpose: purpose && PURPOSES[purpose], stackLevel });
    return { action, payload: Object.keys(criteria).length === 0 ? {} : { chargingProfileCriteria: criteria } };
  },
  toResult: (payload) => toClearResult(payload),
};
