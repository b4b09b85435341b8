import type { ChargingProfile, ProfilePurpose } from '@chargebus/contracts';
import { toFrame, toSchedule } from '../charging-words';
import { withoutAbsent } from '../json';
import type { RequestOf } from './actions';

type Wire = RequestOf<'SetChargingProfile'>['chargingProfile'];

export const PURPOSES = {
  'station-max': 'ChargingStationMaxProfile',
  'tx-default': 'TxDefaultProfile',
  transaction: 'TxProfile',
} as const satisfies Record<ProfilePurpose, string>;

/** OCPP 2.x K01. Without ISO 15118 there is exactly one schedule; it needs a number of its own, and gets the profile's. */
export const toChargingProfile = (profile: ChargingProfile): Wire =>
  withoutAbsent({
    id: profile.id,
    transactionId: profile.transactionRef,
    chargingProfilePurpose: PURPOSES[profile.purpose],
    ...toFrame(profile),
    chargingSchedule: [{ id: profile.id, ...toSchedule(profile.schedule) }],
  }) as Wire;
