import type { ConnectorStatus } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { LedgerStatus } from '../../domain/commands/command';
import { CommandRow } from './command.row';

/** Which stations a bulk command is for; several conditions are combined by "and". */
export interface StationSelector {
  all?: true | undefined;
  stationIds?: readonly string[] | undefined;
  connected?: boolean | undefined;
  /** Some connector has this status. */
  status?: ConnectorStatus | undefined;
  locationId?: string | undefined;
  tag?: string | undefined;
  group?: string | undefined;
  /** As the station said at its last boot, to the letter. */
  vendor?: string | undefined;
  model?: string | undefined;
  firmwareVersion?: string | undefined;
}

export interface BulkCommandRow {
  tenantId: string;
  id: string;
  selector: StationSelector;
  type: string;
  parameters: Record<string, unknown>;
  expiresAt: string | null;
  maxInFlight: number;
  total: number;
  idempotencyKey: string | null;
  fingerprint: string;
  actorType: string;
  actorId: string;
  createdAt: string;
  cancelledAt: string | null;
}

/** Ids of the stations that a selector means, in order. A list of ids names stations that may not exist: those are left out. */
export async function selectStations(
  em: EntityManager,
  tenantId: string,
  selector: StationSelector,
): Promise<string[]> {
  const { stationIds, connected, status, locationId, tag, group, vendor, model, firmwareVersion } = selector;
  const values = [tenantId, stationIds, connected, status, locationId, tag, group, vendor, model, firmwareVersion];
  const rows = await em.query<{ id: string }[]>(
    `SELECT s.id FROM station s
     LEFT JOIN station_state st ON st.tenant_id = s.tenant_id AND st.station_id = s.id
     WHERE s.tenant_id = $1 AND s.deleted_at IS NULL
       AND ($2::text[] IS NULL OR s.id = ANY ($2))
       AND ($3::boolean IS NULL OR coalesce(st.connected, false) = $3)
       AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM connector c
         WHERE c.tenant_id = s.tenant_id AND c.station_id = s.id AND c.evse > 0 AND c.status = $4))
       AND ($5::text IS NULL OR s.location_id = $5)
       AND ($6::text IS NULL OR s.tags @> ARRAY[$6])
       AND ($7::text IS NULL OR s.groups @> ARRAY[$7])
       AND ($8::text IS NULL OR st.boot->>'vendor' = $8)
       AND ($9::text IS NULL OR st.boot->>'model' = $9)
       AND ($10::text IS NULL OR st.boot->>'firmwareVersion' = $10)
     ORDER BY s.id`,
    values.map((value) => value ?? null),
  );
  return rows.map(({ id }) => id);
}

/** @returns false if a bulk command of the tenant has the same idempotency key. */
export async function insertBulk(em: EntityManager, row: BulkCommandRow): Promise<boolean> {
  const rows = await em.query<unknown[]>(
    `INSERT INTO bulk_command (tenant_id, id, selector, type, parameters, expires_at, max_in_flight, total, idempotency_key,
       fingerprint, actor_type, actor_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      ...[row.tenantId, row.id, JSON.stringify(row.selector), row.type, JSON.stringify(row.parameters), row.expiresAt],
      ...[row.maxInFlight, row.total, row.idempotencyKey, row.fingerprint, row.actorType, row.actorId, row.createdAt],
    ],
  );
  return rows.length > 0;
}

const STATIONS_A_STATEMENT = 5_000;

/** Writes the command of each station of a bulk, waiting for its turn, in the order of `stationIds`. */
export async function insertCommandsOfBulk(
  em: EntityManager,
  bulk: BulkCommandRow,
  stationIds: readonly string[],
  budgetMs: number,
): Promise<void> {
  for (let from = 0; from < stationIds.length; from += STATIONS_A_STATEMENT) {
    const part = stationIds.slice(from, from + STATIONS_A_STATEMENT);
    await em.query(
      `INSERT INTO command (tenant_id, id, station_id, type, parameters, status, fingerprint, actor_type, actor_id,
         created_at, deadline_at, in_line, expires_at, budget_ms, bulk_id)
       SELECT b.tenant_id, n.id, n.station_id, b.type, b.parameters, 'queued', b.fingerprint, b.actor_type, b.actor_id,
         b.created_at, b.created_at + $5 * interval '1 ms', true, b.expires_at, $5, b.id
       FROM bulk_command b, unnest($3::uuid[], $4::text[]) AS n (id, station_id) WHERE b.tenant_id = $1 AND b.id = $2`,
      [bulk.tenantId, bulk.id, part.map(() => uuidv7()), part, budgetMs],
    );
  }
}

const SELECT = `SELECT tenant_id AS "tenantId", id, selector, type, parameters, expires_at AS "expiresAt",
  max_in_flight AS "maxInFlight", total, idempotency_key AS "idempotencyKey", fingerprint, actor_type AS "actorType",
  actor_id AS "actorId", created_at AS "createdAt", cancelled_at AS "cancelledAt" FROM bulk_command WHERE tenant_id = $1`;

export async function findBulk(em: EntityManager, tenantId: string, id: string): Promise<BulkCommandRow | null> {
  const [row] = await em.query<BulkCommandRow[]>(`${SELECT} AND id = $2`, [tenantId, id]);
  return row ?? null;
}

export async function findBulkByKey(em: EntityManager, tenantId: string, key: string): Promise<BulkCommandRow | null> {
  const [row] = await em.query<BulkCommandRow[]>(`${SELECT} AND idempotency_key = $2`, [tenantId, key]);
  return row ?? null;
}

/** Newest first, `limit + 1` at most. */
export function listBulks(
  em: EntityManager,
  tenantId: string,
  page: { limit: number; before: string | undefined },
): Promise<BulkCommandRow[]> {
  return em.query<BulkCommandRow[]>(
    `${SELECT} AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT ${page.limit + 1}`,
    [tenantId, page.before ?? null],
  );
}

export interface StatusCount {
  bulkId: string;
  status: LedgerStatus;
  count: number;
}

/** How many commands of each of these bulks have which status. */
export function countStatuses(em: EntityManager, tenantId: string, bulkIds: readonly string[]): Promise<StatusCount[]> {
  return em.query<StatusCount[]>(
    `SELECT bulk_id AS "bulkId", status, count(*) AS count FROM command
     WHERE tenant_id = $1 AND bulk_id = ANY ($2::uuid[]) GROUP BY bulk_id, status`,
    [tenantId, bulkIds],
  );
}

/** The commands of a bulk, in the order of its stations, `limit + 1` at most. */
export function listCommandsOfBulk(
  em: EntityManager,
  tenantId: string,
  bulkId: string,
  page: { limit: number; after: string | undefined; statuses: readonly LedgerStatus[] | undefined },
): Promise<CommandRow[]> {
  const query = em
    .createQueryBuilder(CommandRow, 'c')
    .where('c.tenantId = :tenantId AND c.bulkId = :bulkId', { tenantId, bulkId });
  if (page.after !== undefined) query.andWhere('c.id > :after', { after: page.after });
  if (page.statuses !== undefined) query.andWhere('c.status IN (:...statuses)', { statuses: page.statuses });
  return query
    .orderBy('c.id')
    .limit(page.limit + 1)
    .getMany();
}

/** @returns false if it was cancelled before. */
export async function markCancelled(em: EntityManager, tenantId: string, id: string, at: string): Promise<boolean> {
  const [rows] = await em.query<[unknown[], number]>(
    `UPDATE bulk_command SET cancelled_at = $3 WHERE tenant_id = $1 AND id = $2 AND cancelled_at IS NULL RETURNING id`,
    [tenantId, id, at],
  );
  return rows.length > 0;
}
