import type { ChargingProfile, ProfilePurpose } from '@chargebus/contracts';
import { toFrame, toSchedule } from '../charging-words';
import { withoutAbsent } from '../json';
import type { RequestOf } from './actions';

type Wire = RequestOf<'SetChargingProfile'>['csChargingProfiles'];

export const PURPOSES = {
  'station-max': 'ChargePointMaxProfile',
  'tx-default': 'TxDefaultProfile',
  transaction: 'TxProfile',
} as const satisfies Record<ProfilePurpose, string>;

/** The number a 1.6 station knows its transaction by; undefined for what is no number. */
export const toTransactionId = (ref: string): number | undefined =>
  /^-?\d{1,15}$/.test(ref) ? Number(ref) : undefined;

/** OCPP 1.6 7.8. The schedule is one object. */
export const toChargingProfile = (profile: ChargingProfile): Wire =>
  withoutAbsent({
    chargingProfileId: profile.id,
    transactionId: profile.transactionRef === undefined ? undefined : toTransactionId(profile.transactionRef),
    chargingProfilePurpose: PURPOSES[profile.purpose],
    ...toFrame(profile),
    chargingSchedule: toSchedule(profile.schedule),
  }) as Wire;
