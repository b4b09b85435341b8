import { z } from 'zod';
import { instant } from './words';

/** IEC 61851: a car is offered nothing, or at least this much; 1.6 and 2.x limits have one decimal. */
const LEAST_A = 6;
const hasOneDecimal = (limit: number): boolean => Math.abs(limit * 10 - Math.round(limit * 10)) < 1e-6;

/** From `startS` seconds after the schedule's start until the next period: at most `limit`, in the schedule's unit. */
const period = z.object({
  startS: z
    .int()
    .nonnegative()
    .meta({ examples: [0] }),
  limit: z
    .number()
    .nonnegative()
    .refine(hasOneDecimal, 'has one decimal at most')
    .meta({ examples: [16] }),
  numberPhases: z.int().min(1).max(3).optional(),
});

/** A limit over time. The first period starts at 0; the last one holds until `durationS`, or for ever without it. */
export const chargingSchedule = z
  .object({
    unit: z.enum(['A', 'W']),
    startAt: instant.optional(),
    durationS: z.int().positive().optional(),
    periods: z.array(period).min(1).max(1024),
  })
  .superRefine(({ unit, periods }, context) => {
    const refuse = (index: number, member: string, message: string): void =>
      context.addIssue({ code: 'custom', path: ['periods', index, member], message });
    periods.forEach(({ startS, limit }, i) => {
      const after = periods[i - 1]?.startS;
      if (after === undefined ? startS !== 0 : startS <= after) refuse(i, 'startS', 'begins at 0 and grows');
      if (unit === 'A' && limit > 0 && limit < LEAST_A) refuse(i, 'limit', `is 0 or at least ${LEAST_A} A (IEC 61851)`);
    });
  });
export type ChargingSchedule = z.infer<typeof chargingSchedule>;

/** `station-max`: of all EVSEs together · `tx-default`: of any transaction · `transaction`: of one that runs. */
export const profilePurpose = z.enum(['station-max', 'tx-default', 'transaction']);
export type ProfilePurpose = z.infer<typeof profilePurpose>;

/**
 * A charging profile in neutral words (OCPP 1.6 7.8, 2.0.1 K01). At an EVSE and purpose the highest `stackLevel` that has
 * something to say now wins; the same `id` replaces.
 */
export const chargingProfile = z.object({
  /** Below 1,000,000: those from there on are given by the platform itself. */
  id: z.int32().positive(),
  purpose: profilePurpose,
  stackLevel: z.int().nonnegative(),
  /** `transaction` of a transaction that runs already: the station's name of it. */
  transactionRef: z.string().optional(),
  /** `relative`: from the start of the transaction, without `startAt`; the others with it. */
  kind: z.enum(['absolute', 'recurring', 'relative']),
  recurrence: z.enum(['daily', 'weekly']).optional(),
  validFrom: instant.optional(),
  validTo: instant.optional(),
  schedule: chargingSchedule,
});
export type ChargingProfile = z.infer<typeof chargingProfile>;
