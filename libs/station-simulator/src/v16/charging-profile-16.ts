import type { ChargingProfile } from '../charging/charging-profiles';

/** A ChargingProfile as OCPP 1.6 spells it. */
export interface ChargingProfile16 {
  chargingProfileId: number;
  transactionId?: number;
  stackLevel: number;
  chargingProfilePurpose: keyof typeof PURPOSES;
  chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
  recurrencyKind?: 'Daily' | 'Weekly';
  validFrom?: string;
  validTo?: string;
  chargingSchedule: {
    chargingRateUnit: 'A' | 'W';
    duration?: number;
    startSchedule?: string;
    chargingSchedulePeriod: { startPeriod: number; limit: number; numberPhases?: number }[];
  };
}

const PURPOSES = {
  ChargePointMaxProfile: 'station',
  TxDefaultProfile: 'default',
  TxProfile: 'session',
} as const;

export const fromPurpose16 = (purpose: string): ChargingProfile['purpose'] =>
  PURPOSES[purpose as keyof typeof PURPOSES];

export function fromProfile16(profile: ChargingProfile16): ChargingProfile {
  const { transactionId, recurrencyKind, validFrom, validTo, chargingSchedule } = profile;
  const { chargingRateUnit, duration, startSchedule, chargingSchedulePeriod } = chargingSchedule;
  return {
    id: profile.chargingProfileId,
    stackLevel: profile.stackLevel,
    purpose: fromPurpose16(profile.chargingProfilePurpose),
    kind: profile.chargingProfileKind,
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(recurrencyKind === undefined ? {} : { recurs: recurrencyKind }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
    schedule: {
      unit: chargingRateUnit,
      periods: chargingSchedulePeriod,
      ...(duration === undefined ? {} : { durationS: duration }),
      ...(startSchedule === undefined ? {} : { startsAt: startSchedule }),
    },
  };
}
