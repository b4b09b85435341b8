import type { ChargingProfile, ChargingSchedule } from '@chargebus/contracts';
import type { CommandResult } from './dialect';
import { toCommandResult } from './command-results';
import { withoutAbsent } from './json';

/** Words of charging profiles that all versions spell alike. */
export const KINDS = { absolute: 'Absolute', recurring: 'Recurring', relative: 'Relative' } as const;
export const RECURRENCES = { daily: 'Daily', weekly: 'Weekly' } as const;

/** Limits have one decimal (`multipleOf 0.1`): a sum like 0.1 + 0.2 is brought back to it. */
const toLimit = (limit: number): number => Math.round(limit * 10) / 10;

/** What a schedule is in every version. */
export const toSchedule = ({ unit, startAt, durationS, periods }: ChargingSchedule) =>
  withoutAbsent({
    chargingRateUnit: unit,
    startSchedule: startAt,
    duration: durationS,
    chargingSchedulePeriod: periods.map(({ startS, limit, numberPhases }) =>
      withoutAbsent({ startPeriod: startS, limit: toLimit(limit), numberPhases }),
    ),
  });

/** What a profile is in every version, but for its id, its purpose, its transaction and its schedule. */
export const toFrame = ({ stackLevel, kind, recurrence, validFrom, validTo }: ChargingProfile) => ({
  stackLevel,
  chargingProfileKind: KINDS[kind],
  recurrencyKind: recurrence && RECURRENCES[recurrence],
  validFrom,
  validTo,
});

/** Unknown means that nothing fitted: refused, and `cleared` tells it from a station that would not clear. */
export function toClearResult(payload: object): CommandResult {
  const result = toCommandResult(payload);
  return { ...result, response: { ...payload, cleared: result.status === 'accepted' } };
}
