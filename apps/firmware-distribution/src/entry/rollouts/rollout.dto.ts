import { stationId } from '@chargebus/contracts';
import { listQuery, queryFlag } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { ROLLOUT_STATUSES, STATION_STATES, waveCount, type Counts } from '../../domain/rollouts/rollout';
import { DOWNLOAD_PROTOCOLS } from '../../domain/updates/check-update';
import { WEEKDAYS } from '../../domain/rollouts/window';
import type { RolloutRow, RolloutStationRow } from '../../store/rollouts/rollout.row';

const label = z.string().min(1).max(50);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:30');

const selector = z
  .strictObject({
    all: z.literal(true).optional().describe('Every station of the tenant that the image fits.'),
    stationIds: z.array(stationId).min(1).max(50_000).optional(),
    vendor: label.optional(),
    model: label.optional(),
    currentVersion: label.optional().describe('As the station said at its last boot.'),
    locationId: z.string().min(1).max(48).optional(),
    group: label.optional(),
    tags: z.array(label).min(1).max(20).optional().describe('All of them.'),
  })
  .refine((one) => Object.values(one).some((value) => value !== undefined), {
    message: 'must say which stations: name a condition, or `all: true`',
  });

const policy = z.strictObject({
  canary: z.int().min(0).max(1_000).default(0).describe('Stations of the first wave.'),
  waves: z
    .array(z.number().positive().max(100))
    .min(1)
    .max(20)
    .refine((list) => list.every((percent, n) => n === 0 || percent > (list[n - 1] as number)), 'must ascend')
    .refine((list) => list.at(-1) === 100, 'must end with 100')
    .default([100])
    .describe('Percentages of all stations that the next waves reach.'),
  soakS: z
    .int()
    .min(0)
    .max(30 * 24 * 3600)
    .default(0)
    .describe('Between two waves.'),
  maxInFlight: z.int().min(1).max(1_000).default(20),
  windows: z
    .array(z.strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1).optional(), from: clock, to: clock }))
    .max(20)
    .default([])
    .describe("Of the station's own clock; `to` is not included. Without any, always."),
  notWhileCharging: z.boolean().default(true),
  haltAtFailureRatio: z.number().min(0).max(1).default(0.1),
  haltAfterEnded: z.int().min(1).default(10).describe('The ratio counts once so many have ended.'),
  haltAfterNotBack: z
    .int()
    .min(1)
    .default(3)
    .describe('Stations that were not seen again after they began to install.'),
  retries: z.int().min(0).max(10).default(2).describe('Where another try may help: not where it may brick twice.'),
  backoffS: z
    .int()
    .min(1)
    .max(7 * 24 * 3600)
    .default(600)
    .describe('Before the first; each next one is twice as long.'),
  allowDowngrade: z.boolean().default(false),
  maxBytesPerS: z.int().min(1024).nullable().default(null).describe('Of each download.'),
  rolloutMaxBytesPerS: z
    .int()
    .min(1024)
    .nullable()
    .default(null)
    .describe('Of all downloads together, by each replica of the service.'),
  protocol: z
    .enum(DOWNLOAD_PROTOCOLS)
    .nullable()
    .default(null)
    .describe('How stations fetch. Without it: `ftp` those with the tag `firmware:ftp`, the others `http`.'),
});

export class StartRolloutDto extends createZodDto(
  z.strictObject({ name: z.string().trim().min(1).max(100), imageId: z.uuid(), selector, policy: policy.prefault({}) }),
) {}
export class StartRolloutQuery extends createZodDto(z.strictObject({ dryRun: queryFlag.optional() })) {}
export class ListRolloutsQuery extends createZodDto(z.strictObject({ ...listQuery })) {}
export class ListRolloutStationsQuery extends createZodDto(
  z.strictObject({ ...listQuery, state: z.enum(STATION_STATES).optional() }),
) {}

const counts = z.object({
  total: z.int(),
  waiting: z.int(),
  updating: z.int(),
  done: z.int(),
  unverified: z.int(),
  failed: z.int(),
  skipped: z.int(),
  away: z.int().describe('Of those that wait: not connected.'),
  notBack: z.int().describe('Of those that failed or are unverified: not seen again.'),
});
const rolloutView = z.object({
  id: z.uuid(),
  name: z.string(),
  imageId: z.uuid(),
  selector: z.record(z.string(), z.unknown()),
  policy: z.record(z.string(), z.unknown()),
  status: z.enum(ROLLOUT_STATUSES),
  reason: z.string().nullable().describe('Why it is halted.'),
  wave: z.int().describe('From 0.'),
  waves: z.int(),
  counts,
  idempotencyKey: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  createdBy: z.object({ type: z.string(), id: z.string() }),
});
export type RolloutView = z.output<typeof rolloutView>;
export class RolloutDto extends createZodDto(rolloutView) {}
export class RolloutPageDto extends createZodDto(
  z.object({ items: z.array(rolloutView), nextCursor: z.string().nullable() }),
) {}

const stationView = z.object({
  stationId: z.string(),
  wave: z.int(),
  state: z.enum(STATION_STATES),
  reason: z.string().nullable().describe('Why it waits, is skipped or has failed.'),
  tries: z.int(),
  updateId: z.uuid().nullable().describe('Its latest attempt.'),
  notBefore: z.string(),
  fromVersion: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type RolloutStationView = z.output<typeof stationView>;
export class RolloutStationPageDto extends createZodDto(
  z.object({ items: z.array(stationView), nextCursor: z.string().nullable() }),
) {}

const plannedView = z.object({
  stationId: z.string(),
  verdict: z.enum(['update', 'wait', 'skip']),
  reason: z.string().nullable(),
  wave: z.int().nullable(),
  fromVersion: z.string().nullable(),
});
export class RehearsalDto extends createZodDto(
  z.object({
    dryRun: z.literal(true),
    total: z.int(),
    counts: z.object({ update: z.int(), wait: z.int(), skip: z.int() }),
    items: z.array(plannedView),
  }),
) {}

export function toRolloutView(row: RolloutRow, sums: Counts): RolloutView {
  const { id, name, imageId, selector: chosen, policy: how, status, reason, wave, createdAt, endedAt } = row;
  return {
    ...{ id, name, imageId, selector: { ...chosen }, policy: { ...how }, status, reason, wave, waves: waveCount(how) },
    ...{
      counts: sums,
      idempotencyKey: row.idempotencyKey,
      createdAt,
      endedAt,
      createdBy: { type: row.actorType, id: row.actorId },
    },
  };
}

export function toRolloutStationView(row: RolloutStationRow): RolloutStationView {
  const { stationId: station, wave, state, reason, tries, attemptId, notBefore, fromVersion, endedAt } = row;
  return { stationId: station, wave, state, reason, tries, updateId: attemptId, notBefore, fromVersion, endedAt };
}
