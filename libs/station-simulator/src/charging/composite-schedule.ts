import { NOMINAL_V } from '../outlet';
import type { Charged, ChargingProfiles } from './charging-profiles';

const MOST_PERIODS = 100;

/** What both versions call a ChargingSchedule, with the moment it begins. */
export interface CompositeSchedule {
  scheduleStart: string;
  duration: number;
  chargingRateUnit: 'A' | 'W';
  chargingSchedulePeriod: { startPeriod: number; limit: number; numberPhases?: number }[];
}

/** The limits that will hold over `durationS` from now, all profiles taken together, for GetCompositeSchedule. */
export function compositeSchedule(
  profiles: ChargingProfiles,
  nowMs: number,
  durationS: number,
  of: Charged & { maxPowerW: number },
  unit: 'A' | 'W' = 'W',
): CompositeSchedule {
  const periods: CompositeSchedule['chargingSchedulePeriod'] = [];
  const endMs = nowMs + durationS * 1000;
  for (let atMs = nowMs; (atMs < endMs || periods.length === 0) && periods.length < MOST_PERIODS;) {
    const { limitW, untilMs } = profiles.limitAt(atMs, of);
    const watt = Math.min(limitW, of.maxPowerW);
    const limit = Math.round((unit === 'W' ? watt : watt / NOMINAL_V / of.phases) * 10) / 10;
    if (periods.at(-1)?.limit !== limit) {
      const startPeriod = Math.round((atMs - nowMs) / 1000);
      periods.push({ startPeriod, limit, ...(unit === 'A' ? { numberPhases: of.phases } : {}) });
    }
    if (untilMs >= endMs) break;
    atMs = untilMs;
  }
  return {
    scheduleStart: new Date(nowMs).toISOString(),
    duration: durationS,
    chargingRateUnit: unit,
    chargingSchedulePeriod: periods,
  };
}
