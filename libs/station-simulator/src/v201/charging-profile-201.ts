import type { ChargingProfile } from '../charging/charging-profiles';

/** A ChargingProfile as OCPP 2.0.1 spells it. */
export interface ChargingProfile201 {
  id: number;
  stackLevel: number;
  chargingProfilePurpose: keyof typeof PURPOSES | 'ChargingStationExternalConstraints';
  chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
  recurrencyKind?: 'Daily' | 'Weekly';
  validFrom?: string;
  validTo?: string;
  transactionId?: string;
  chargingSchedule: {
    chargingRateUnit: 'A' | 'W';
    duration?: number;
    startSchedule?: string;
    chargingSchedulePeriod: { startPeriod: number; limit: number; numberPhases?: number }[];
  }[];
}

const PURPOSES = {
  ChargingStationMaxProfile: 'station',
  TxDefaultProfile: 'default',
  TxProfile: 'session',
} as const;

/** A purpose as the engine knows it; its own word where the engine has none. */
export const fromPurpose201 = (purpose: string): string => PURPOSES[purpose as keyof typeof PURPOSES] ?? purpose;

/** For a car without ISO 15118 there is one schedule (K01.FR.34). */
export function fromProfile201(profile: ChargingProfile201): ChargingProfile {
  const { transactionId, recurrencyKind, validFrom, validTo } = profile;
  const [schedule] = profile.chargingSchedule;
  return {
    id: profile.id,
    stackLevel: profile.stackLevel,
    purpose: fromPurpose201(profile.chargingProfilePurpose) as ChargingProfile['purpose'],
    kind: profile.chargingProfileKind,
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(recurrencyKind === undefined ? {} : { recurs: recurrencyKind }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
    schedule: {
      unit: schedule?.chargingRateUnit ?? 'W',
      periods: schedule?.chargingSchedulePeriod ?? [],
      ...(schedule?.duration === undefined ? {} : { durationS: schedule.duration }),
      ...(schedule?.startSchedule === undefined ? {} : { startsAt: schedule.startSchedule }),
    },
  };
}
