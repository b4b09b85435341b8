import type { OcppVersion } from '@chargebus/contracts';
import { ALL_TENANTS } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { EndedStatus } from '../../domain/commands/command';
import { CommandRow } from './command.row';
import type { RegistryWriter } from '../registry-writer';

/** A station that reconnects may boot at once: its commands wait so long for that, s. */
const SETTLE_S = 3;
/** One that never booted here is asked to by its gateway; one that cannot counts as accepted after so long, s. */
const NEVER_BOOTS_S = 30;

/** Whether the station `st` is back, and accepted by what it booted with last; $2 is now. */
const BACK = `st.connected AND CASE
  WHEN st.boot_status = 'accepted' THEN (st.boot->>'at')::timestamptz >= st.connected_at
    OR st.connected_at <= $2::timestamptz - interval '${SETTLE_S} s'
  WHEN st.boot_status IS NULL THEN s.registration = 'accepted'
    AND st.connected_at <= $2::timestamptz - interval '${NEVER_BOOTS_S} s'
  ELSE false END`;

/** What the platform waits for, not the station: domain/waiting-command.ts, `platformWaits`. */
const WAITS_FOR_IDLE = `c.type = 'reset' AND c.parameters->>'when' = 'idle'
  AND coalesce((c.parameters->>'evseId')::int, 0) = 0 AND st.ocpp_version LIKE '1.%'`;
const OF_STATION = 'tenant_id = c.tenant_id AND x.station_id = c.station_id';
/** Whether the station `c` charges, by what it says and by the sessions it has. */
const BUSY = `(EXISTS (SELECT 1 FROM evse x WHERE x.${OF_STATION} AND x.active_session_id IS NOT NULL)
  OR EXISTS (SELECT 1 FROM connector x WHERE x.${OF_STATION}
    AND x.charging_state IN ('charging', 'suspended-ev', 'suspended-evse')))`;

/**
 * Of each station the first command whose time has come, unless one of the station's line is running; of a bulk only as many
 * as may run at a time. Writing "running" is the claim: the unique index `command_turn` lets one of a station have it.
 */
const CLAIM = `
  waiting AS (
    SELECT DISTINCT ON (c.tenant_id, c.station_id) c.tenant_id, c.id, c.bulk_id,
      coalesce(st.connected, false) AS connected, st.link_epoch, st.ocpp_version
    FROM tenant CROSS JOIN command c
    JOIN station s ON s.tenant_id = c.tenant_id AND s.id = c.station_id
    LEFT JOIN station_state st ON st.tenant_id = c.tenant_id AND st.station_id = c.station_id
    WHERE c.status IN ('queued', 'held') AND (c.expires_at IS NULL OR (c.expires_at > $2::timestamptz AND ${BACK}))
      AND NOT (${WAITS_FOR_IDLE} AND ${BUSY})
      AND (c.tenant_id, c.station_id) NOT IN (SELECT * FROM unnest($4::text[], $5::text[]))
      AND NOT EXISTS (SELECT 1 FROM command x WHERE x.${OF_STATION} AND x.status = 'running' AND x.in_line)
    ORDER BY c.tenant_id, c.station_id, c.id
  ),
  ranked AS (SELECT w.*, row_number() OVER (PARTITION BY w.tenant_id, w.bulk_id ORDER BY w.id) AS n FROM waiting w),
  busy AS (SELECT tenant_id, bulk_id, count(*) AS n FROM command
    WHERE status = 'running' AND in_line AND bulk_id IS NOT NULL GROUP BY tenant_id, bulk_id),
  chosen AS (
    SELECT r.* FROM ranked r
    LEFT JOIN bulk_command b ON b.tenant_id = r.tenant_id AND b.id = r.bulk_id
    LEFT JOIN busy ON busy.tenant_id = r.tenant_id AND busy.bulk_id = r.bulk_id
    WHERE b.id IS NULL OR (b.cancelled_at IS NULL AND r.n + coalesce(busy.n, 0) <= b.max_in_flight)
    ORDER BY r.id LIMIT $3
  ),
  claimed AS (
    UPDATE command c SET status = 'running', deadline_at = $2::timestamptz + c.budget_ms * interval '1 ms'
    FROM chosen WHERE c.tenant_id = chosen.tenant_id AND c.id = chosen.id AND c.status IN ('queued', 'held')
    RETURNING c.*, chosen.connected, chosen.link_epoch, chosen.ocpp_version
  )
  SELECT tenant_id AS "tenantId", id, station_id AS "stationId", type, parameters, status, response, error,
    idempotency_key AS "idempotencyKey", fingerprint, actor_type AS "actorType", actor_id AS "actorId",
    created_at AS "createdAt", deadline_at AS "deadlineAt", ended_at AS "endedAt", in_line AS "inLine",
    expires_at AS "expiresAt", budget_ms AS "budgetMs", bulk_id AS "bulkId",
    connected, link_epoch AS "linkEpoch", ocpp_version AS "ocppVersion"
  FROM claimed ORDER BY id`;

/** A command whose turn it is, and what is known of its station. */
export interface ClaimedCommand extends CommandRow {
  connected: boolean;
  linkEpoch: number | null;
  ocppVersion: OcppVersion | null;
}

export interface StationName {
  tenantId: string;
  stationId: string;
}

/** Takes up to `room` commands out of the lines of all stations but the resting ones; they are `running` from here on. */
export function claimCommands(
  writer: RegistryWriter,
  o: { now: string; room: number; resting: readonly StationName[] },
): Promise<ClaimedCommand[]> {
  const resting = [o.resting.map(({ tenantId }) => tenantId), o.resting.map(({ stationId }) => stationId)];
  return writer.once<ClaimedCommand>(ALL_TENANTS, CLAIM, [o.now, o.room, ...resting]);
}

/**
 * Whether the platform has to wait for the station's sessions to end: never for one of 2.x, which does so itself.
 * @param current - whether all that the station said is known; if not, it may be busy
 */
export async function isStationBusy(
  em: EntityManager,
  { tenantId, stationId }: StationName,
  current: boolean,
): Promise<boolean> {
  const [row] = await em.query<{ busy: boolean }[]>(
    `SELECT NOT $3 OR ${BUSY} AS busy FROM station_state c
     WHERE c.tenant_id = $1 AND c.station_id = $2 AND c.ocpp_version LIKE '1.%'`,
    [tenantId, stationId, current],
  );
  return row?.busy ?? false;
}

/** Writes commands into the lines of their stations; one that is written already stays as it is. */
export async function insertIntoLines(em: EntityManager, rows: CommandRow[]): Promise<void> {
  await em
    .createQueryBuilder()
    .insert()
    .into(CommandRow)
    .values(rows as object[])
    .orIgnore()
    .execute();
}

/** Puts a command that was taken out of the line back to where it was: nothing was done. */
export async function putBack(
  writer: RegistryWriter,
  { tenantId, id }: Pick<CommandRow, 'tenantId' | 'id'>,
  status: 'queued' | 'held',
): Promise<void> {
  await writer.once(
    tenantId,
    `back AS (UPDATE command c SET status = $3 FROM tenant
       WHERE c.tenant_id = tenant.id AND c.id = $2 AND c.status = 'running' AND c.in_line RETURNING c.id)
     SELECT id FROM back`,
    [id, status],
  );
}

type EndedWaiting = Pick<CommandRow, 'id' | 'stationId' | 'type'>;

/** Ends waiting commands that were not sent: one, those of a bulk, or up to `limit` whose time is over. */
export async function endWaiting(
  em: EntityManager,
  tenantId: string,
  which: { id: string } | { bulkId: string } | { expiredBy: string; limit: number },
  { status, at }: { status: EndedStatus; at: string },
): Promise<EndedWaiting[]> {
  const [condition, value] =
    'id' in which
      ? ['id = $4', which.id]
      : 'bulkId' in which
        ? ['bulk_id = $4', which.bulkId]
        : ['expires_at <= $4', which.expiredBy];
  const limit = 'limit' in which ? which.limit : null;
  const [rows] = await em.query<[EndedWaiting[], number]>(
    `UPDATE command c SET status = $2, ended_at = $3 WHERE c.tenant_id = $1 AND c.status IN ('queued', 'held') AND c.id IN (
       SELECT id FROM command WHERE tenant_id = $1 AND status IN ('queued', 'held') AND ${condition}
       ORDER BY id LIMIT $5 FOR UPDATE)
     RETURNING c.id, c.station_id AS "stationId", c.type`,
    [tenantId, status, at, value, limit],
  );
  return rows;
}

/** Tenants that have commands whose time is over. */
export async function tenantsWithExpired(em: EntityManager, now: string): Promise<string[]> {
  const rows = await em.query<{ tenant_id: string }[]>(
    `SELECT DISTINCT tenant_id FROM command WHERE status IN ('queued', 'held') AND expires_at <= $1`,
    [now],
  );
  return rows.map(({ tenant_id }) => tenant_id);
}
