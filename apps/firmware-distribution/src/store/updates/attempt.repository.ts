import type { EntityManager } from 'typeorm';
import type { AttemptStatus } from '../../domain/updates/attempt';
import { AttemptRow } from './attempt.row';

/** Request ids of ours begin here: those that people choose for commands of their own are smaller. */
const FIRST_REQUEST_ID = 1_000_000_001;
/** The newest and those it may still have to take the place of. */
const LATEST_OF_STATION = 5;

/** Whoever orders updates of these stations waits here for each other, until the transaction ends. */
export async function lockStations(em: EntityManager, tenantId: string, stationIds: readonly string[]): Promise<void> {
  await em.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('firmware-station:' || $1 || '/' || s, 0))
     FROM unnest($2::text[]) AS s ORDER BY s`,
    [tenantId, [...stationIds].sort()],
  );
}

/** Numbers keep up with the seconds since then (2025): 31 bits last for 36 years. */
const COUNTED_FROM = Date.UTC(2025, 0, 1) / 1_000;

/**
 * The next number by which the station tells of what it was told; the caller holds the station's lock. Those of the last seconds,
 * which a fail-over or a restored backup made the database forget, are not given again: the station may still tell of them.
 */
export async function nextRequestId(
  em: EntityManager,
  table: 'update_attempt' | 'publication',
  { tenantId, stationId }: StationKey,
): Promise<number> {
  const [row] = await em.query<{ id: number | null }[]>(
    `SELECT max(request_id) + 1 AS id FROM ${table} WHERE tenant_id = $1 AND station_id = $2`,
    [tenantId, stationId],
  );
  const byTheClock = FIRST_REQUEST_ID + Math.floor(Date.now() / 1_000) - COUNTED_FROM;
  return Math.max(row?.id ?? 0, byTheClock);
}

/** Attempts of the station that have not ended. */
export function findRunning(em: EntityManager, tenantId: string, stationId: string): Promise<AttemptRow[]> {
  return em
    .createQueryBuilder(AttemptRow, 'a')
    .where('a.tenantId = :tenantId AND a.stationId = :stationId AND a.endedAt IS NULL', { tenantId, stationId })
    .orderBy('a.requestId')
    .getMany();
}

export async function insertAttempt(em: EntityManager, row: AttemptRow): Promise<void> {
  await em.insert(AttemptRow, { ...row });
}

export async function saveAttempt(em: EntityManager, row: AttemptRow): Promise<void> {
  const { tenantId, id, ...values } = row;
  await em.update(AttemptRow, { tenantId, id }, values);
}

export function findAttempt(em: EntityManager, tenantId: string, id: string): Promise<AttemptRow | null> {
  return em.findOneBy(AttemptRow, { tenantId, id });
}

export function findAttemptByKey(em: EntityManager, tenantId: string, key: string): Promise<AttemptRow | null> {
  return em.findOneBy(AttemptRow, { tenantId, idempotencyKey: key });
}

/** The attempt, and nobody else changes it until the transaction ends. */
export function lockAttempt(em: EntityManager, tenantId: string, id: string): Promise<AttemptRow | null> {
  return em
    .createQueryBuilder(AttemptRow, 'a')
    .setLock('pessimistic_write')
    .where('a.tenantId = :tenantId AND a.id = :id', { tenantId, id })
    .getOne();
}

export interface StationKey {
  readonly tenantId: string;
  readonly stationId: string;
}

/** The last attempts of these stations, newest first, locked until the transaction ends. */
export async function lockLatest(em: EntityManager, stations: readonly StationKey[]): Promise<AttemptRow[]> {
  const keys = await em.query<{ tenantId: string; id: string }[]>(
    `SELECT a.tenant_id AS "tenantId", a.id FROM unnest($1::text[], $2::text[]) AS k (tenant_id, station_id)
     CROSS JOIN LATERAL (SELECT tenant_id, id FROM update_attempt u
       WHERE u.tenant_id = k.tenant_id AND u.station_id = k.station_id
       ORDER BY request_id DESC LIMIT ${LATEST_OF_STATION}) AS a`,
    [stations.map(({ tenantId }) => tenantId), stations.map(({ stationId }) => stationId)],
  );
  if (keys.length === 0) return [];
  const rows = await em
    .createQueryBuilder(AttemptRow, 'a')
    .setLock('pessimistic_write')
    .where('a.id IN (:...ids)', { ids: keys.map(({ id }) => id) })
    .orderBy('a.id')
    .getMany();
  const wanted = new Set(keys.map(({ tenantId, id }) => `${tenantId}/${id}`));
  return rows.filter(({ tenantId, id }) => wanted.has(`${tenantId}/${id}`)).sort((a, b) => b.requestId - a.requestId);
}

/** Attempts whose command has not left, oldest first, whoever's they are. */
export function listOrdered(em: EntityManager, most: number): Promise<AttemptRow[]> {
  return em.createQueryBuilder(AttemptRow, 'a').where(`a.status = 'ordered'`).orderBy('a.id').limit(most).getMany();
}

/** Attempts that nothing was heard of in time. */
export function listDue(em: EntityManager, at: string, most: number): Promise<AttemptRow[]> {
  return em
    .createQueryBuilder(AttemptRow, 'a')
    .where('a.dueAt <= :at', { at })
    .orderBy('a.dueAt')
    .limit(most)
    .getMany();
}

export interface AttemptFilter {
  readonly stationId?: string | undefined;
  readonly imageId?: string | undefined;
  readonly rolloutId?: string | undefined;
  readonly status?: AttemptStatus | undefined;
}

/** One page, newest first, `limit + 1` rows at most. */
export function listAttempts(
  em: EntityManager,
  tenantId: string,
  filter: AttemptFilter,
  page: { limit: number; after: string | undefined },
): Promise<AttemptRow[]> {
  const query = em.createQueryBuilder(AttemptRow, 'a').where('a.tenantId = :tenantId', { tenantId });
  for (const [field, value] of Object.entries(filter) as [string, string | undefined][]) {
    if (value !== undefined) query.andWhere(`a.${field} = :${field}`, { [field]: value });
  }
  if (page.after !== undefined) query.andWhere('a.id < :after', { after: page.after });
  return query
    .orderBy('a.id', 'DESC')
    .limit(page.limit + 1)
    .getMany();
}
