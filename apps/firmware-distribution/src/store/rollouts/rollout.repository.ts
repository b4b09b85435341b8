import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { Counts, StationState } from '../../domain/rollouts/rollout';
import type { AttemptStatus } from '../../domain/updates/attempt';
import { RolloutRow, RolloutStationRow } from './rollout.row';

const STATIONS_A_STATEMENT = 5_000;

export async function insertRollout(em: EntityManager, row: RolloutRow, stations: RolloutStationRow[]): Promise<void> {
  await em.insert(RolloutRow, { ...row });
  for (let from = 0; from < stations.length; from += STATIONS_A_STATEMENT) {
    await bulkUpsert(em, {
      table: 'rollout_station',
      columns: {
        ...{ tenant_id: 'text', rollout_id: 'uuid', station_id: 'text', position: 'integer', wave: 'integer' },
        ...{ state: 'text', reason: 'text', not_before: 'timestamptz', from_version: 'text', ended_at: 'timestamptz' },
      },
      rows: stations.slice(from, from + STATIONS_A_STATEMENT).map((one) => ({
        ...{ tenant_id: one.tenantId, rollout_id: one.rolloutId, station_id: one.stationId, position: one.position },
        ...{ wave: one.wave, state: one.state, reason: one.reason, not_before: one.notBefore },
        ...{ from_version: one.fromVersion, ended_at: one.endedAt },
      })),
    });
  }
}

export function findRollout(em: EntityManager, tenantId: string, id: string): Promise<RolloutRow | null> {
  return em.findOneBy(RolloutRow, { tenantId, id });
}

export function findRolloutByKey(em: EntityManager, tenantId: string, key: string): Promise<RolloutRow | null> {
  return em.findOneBy(RolloutRow, { tenantId, idempotencyKey: key });
}

/** The rollout; nobody else carries it on or changes it until the transaction ends. */
export function lockRollout(em: EntityManager, tenantId: string, id: string): Promise<RolloutRow | null> {
  return em
    .createQueryBuilder(RolloutRow, 'r')
    .setLock('pessimistic_write')
    .where('r.tenantId = :tenantId AND r.id = :id', { tenantId, id })
    .getOne();
}

export async function saveRollout(em: EntityManager, row: RolloutRow): Promise<void> {
  const { tenantId, id, status, reason, wave, waveOverAt, forgiven, endedAt } = row;
  await em.update(RolloutRow, { tenantId, id }, { status, reason, wave, waveOverAt, forgiven, endedAt });
}

/** Rollouts of which something is, or will be, under way; of every tenant. */
export function listOpenRollouts(em: EntityManager): Promise<RolloutRow[]> {
  return em.createQueryBuilder(RolloutRow, 'r').where('r.endedAt IS NULL').orderBy('r.id').getMany();
}

/** One page, newest first, `limit + 1` rows at most. */
export function listRollouts(
  em: EntityManager,
  tenantId: string,
  page: { limit: number; after: string | undefined },
): Promise<RolloutRow[]> {
  const query = em.createQueryBuilder(RolloutRow, 'r').where('r.tenantId = :tenantId', { tenantId });
  if (page.after !== undefined) query.andWhere('r.id < :after', { after: page.after });
  return query
    .orderBy('r.id', 'DESC')
    .limit(page.limit + 1)
    .getMany();
}

interface Key {
  readonly tenantId: string;
  readonly rolloutId: string;
}

/** One page of a rollout's stations in their order, `limit + 1` rows at most. */
export function listStations(
  em: EntityManager,
  { tenantId, rolloutId }: Key,
  state: StationState | undefined,
  page: { limit: number; after: number | undefined },
): Promise<RolloutStationRow[]> {
  const query = em
    .createQueryBuilder(RolloutStationRow, 's')
    .where('s.tenantId = :tenantId AND s.rolloutId = :rolloutId', { tenantId, rolloutId });
  if (state !== undefined) query.andWhere('s.state = :state', { state });
  if (page.after !== undefined) query.andWhere('s.position > :after', { after: page.after });
  return query
    .orderBy('s.position')
    .limit(page.limit + 1)
    .getMany();
}

/** Stations that wait in these waves and may be looked at, in their order. */
export function listNext(
  em: EntityManager,
  rollout: RolloutRow,
  at: string,
  most: number,
): Promise<RolloutStationRow[]> {
  const { tenantId, id: rolloutId, wave } = rollout;
  return em
    .createQueryBuilder(RolloutStationRow, 's')
    .where(`s.tenantId = :tenantId AND s.rolloutId = :rolloutId AND s.state = 'waiting'`, { tenantId, rolloutId })
    .andWhere('s.wave <= :wave AND s.notBefore <= :at', { wave, at })
    .orderBy('s.position')
    .limit(most)
    .getMany();
}

/** Those of these stations that still wait; the rollout is locked. */
export function findWaiting(
  em: EntityManager,
  { tenantId, rolloutId }: Key,
  stationIds: string[],
): Promise<RolloutStationRow[]> {
  if (stationIds.length === 0) return Promise.resolve([]);
  return em
    .createQueryBuilder(RolloutStationRow, 's')
    .where(`s.tenantId = :tenantId AND s.rolloutId = :rolloutId AND s.state = 'waiting'`, { tenantId, rolloutId })
    .andWhere('s.stationId IN (:...stationIds)', { stationIds })
    .orderBy('s.position')
    .getMany();
}

export type Settled = RolloutStationRow & { attemptStatus: AttemptStatus; attemptReason: string | null };

/** Stations that count as updating, or as unverified or given up, though their attempt says otherwise by now. */
export async function findSettled(em: EntityManager, { tenantId, rolloutId }: Key): Promise<Settled[]> {
  const { entities, raw } = await em
    .createQueryBuilder(RolloutStationRow, 's')
    .innerJoin('update_attempt', 'a', 'a.tenant_id = s.tenant_id AND a.id = s.attempt_id')
    .addSelect('a.status', 'attempt_status')
    .addSelect('a.reason', 'attempt_reason')
    .where('s.tenantId = :tenantId AND s.rolloutId = :rolloutId AND a.ended_at IS NOT NULL', { tenantId, rolloutId })
    .andWhere(
      `(s.state = 'updating' OR s.state = 'unverified' AND a.status <> 'done-unverified' OR s.state = 'failed' AND a.status = 'done')`,
    )
    .getRawAndEntities<{ attempt_status: AttemptStatus; attempt_reason: string | null }>();
  return entities.map((row, n) => ({
    ...row,
    attemptStatus: raw[n]?.attempt_status as AttemptStatus,
    attemptReason: raw[n]?.attempt_reason ?? null,
  }));
}

export async function saveStation(em: EntityManager, row: RolloutStationRow): Promise<void> {
  const { tenantId, rolloutId, stationId, state, reason, tries, strikes, attemptId, notBefore, endedAt } = row;
  const values = { state, reason, tries, strikes, attemptId, notBefore, endedAt };
  await em.update(RolloutStationRow, { tenantId, rolloutId, stationId }, values);
}

/** All that wait are skipped. */
export async function skipWaiting(
  em: EntityManager,
  { tenantId, rolloutId }: Key,
  reason: string,
  at: string,
): Promise<void> {
  const where = { tenantId, rolloutId, state: 'waiting' as const };
  await em.update(RolloutStationRow, where, { state: 'skipped', reason, endedAt: at });
}

/** Stations by wave and state. */
export async function countStations(em: EntityManager, { tenantId, rolloutId }: Key): Promise<WaveCounts[]> {
  return em.query<WaveCounts[]>(
    `SELECT wave, state, count(*)::int AS count, count(*) FILTER (WHERE reason = 'offline')::int AS away,
       count(*) FILTER (WHERE reason IN ('no-boot', 'install-stalled'))::int AS "notBack"
     FROM rollout_station WHERE tenant_id = $1 AND rollout_id = $2 GROUP BY wave, state`,
    [tenantId, rolloutId],
  );
}

export interface WaveCounts {
  wave: number;
  state: StationState;
  count: number;
  away: number;
  notBack: number;
}

/** Sums up, up to this wave. */
export function sumCounts(rows: readonly WaveCounts[], upToWave = Infinity): Counts {
  const sum = { total: 0, away: 0, notBack: 0, waiting: 0, updating: 0, done: 0, unverified: 0, failed: 0, skipped: 0 };
  for (const { wave, state, count, away, notBack } of rows) {
    if (wave > upToWave) continue;
    sum.total += count;
    sum[state] += count;
    if (state === 'waiting') sum.away += away;
    if (state === 'failed' || state === 'unverified') sum.notBack += notBack;
  }
  return sum;
}
