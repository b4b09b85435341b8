import { bulkUpsert } from '@chargebus/database';
import type { ConnectorStatus } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type { StatusEntry } from '../../domain/monitoring/status-history';
import type { StationKey } from './station-state.repository';

/** An entry with its place in the log, from which its id is derived: entries of the same time stand in the order of the log. */
export interface KeptEntry extends StationKey {
  id: string;
  entry: StatusEntry;
}

/** Adds entries; one that is there already stays as it is. */
export async function addEntries(em: EntityManager, kept: readonly KeptEntry[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'status_history',
    columns: {
      tenant_id: 'text',
      station_id: 'text',
      evse: 'integer',
      connector: 'integer',
      at: 'timestamptz',
      id: 'uuid',
      status: 'text',
      error_code: 'text',
      vendor_error_code: 'text',
      info: 'text',
      previous_at: 'timestamptz',
      received_at: 'timestamptz',
    },
    rows: kept.map(({ tenantId, stationId, id, entry }) => ({
      tenant_id: tenantId,
      station_id: stationId,
      evse: entry.evse,
      connector: entry.connector,
      at: entry.at,
      id,
      status: entry.status,
      error_code: entry.errorCode,
      vendor_error_code: entry.vendorErrorCode,
      info: entry.info,
      previous_at: entry.previousAt,
      received_at: entry.receivedAt,
    })),
    update: 'nothing',
  });
}

interface EntryRow {
  station_id: string;
  evse: number;
  connector: number;
  at: string;
  id: string;
  status: ConnectorStatus;
  error_code: string | null;
  vendor_error_code: string | null;
  info: string | null;
  previous_at: string | null;
  received_at: string;
}

const COLUMNS = `station_id, evse, connector, at, id, status, error_code, vendor_error_code, info, previous_at, received_at`;

/** From when on the entries of a connector `h` are wanted: from its newest that began by `from` ($4). */
const SINCE = `coalesce((SELECT max(n.at) FROM status_history n WHERE n.tenant_id = h.tenant_id
  AND n.station_id = h.station_id AND n.evse = h.evse AND n.connector = h.id AND n.at <= $4), $4, '-infinity')`;

const SAME = `n.tenant_id = h.tenant_id AND n.station_id = h.station_id AND n.evse = h.evse AND n.connector = h.connector`;

/** The entries next to a time: the newest not after it, and the oldest after it. */
export async function findNeighbours(
  em: EntityManager,
  { tenantId, stationId }: StationKey,
  { evse, connector, at }: Pick<StatusEntry, 'evse' | 'connector' | 'at'>,
): Promise<{ before: StatusEntry | null; after: StatusEntry | null }> {
  const own = 'tenant_id = $1 AND station_id = $2 AND evse = $3 AND connector = $4';
  const one = async (rest: string): Promise<StatusEntry | null> => {
    const rows = await em.query<EntryRow[]>(`SELECT ${COLUMNS} FROM status_history WHERE ${own} AND ${rest} LIMIT 1`, [
      tenantId,
      stationId,
      evse,
      connector,
      at,
    ]);
    return rows[0] === undefined ? null : toEntry(rows[0]);
  };
  const before = await one('at <= $5 ORDER BY at DESC, id DESC');
  return { before, after: await one('at > $5 ORDER BY at, id') };
}

/** An entry as it is listed: `id` tells those of one time apart; `until` is the next entry's time, null for the newest. */
export type ListedEntry = StatusEntry & { id: string; until: string | null };

export interface EntryFilter {
  evse?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** One page, newest first, `limit + 1` entries at most. What a connector was at `from` is among them, if it began before. */
export async function listEntries(
  em: EntityManager,
  { tenantId, stationId }: StationKey,
  { evse, from, to }: EntryFilter,
  page: { limit: number; before: readonly [at: string, id: string] | undefined },
): Promise<ListedEntry[]> {
  const rows = await em.query<(EntryRow & { until: string | null })[]>(
    `SELECT h.*, (SELECT n.at FROM status_history n WHERE ${SAME} AND (n.at, n.id) > (h.at, h.id)
         ORDER BY n.at, n.id LIMIT 1) AS until
     FROM (SELECT h.tenant_id, h.station_id, h.evse, h.id, ${SINCE} AS since FROM connector h
           WHERE h.tenant_id = $1 AND h.station_id = $2 AND ($3::integer IS NULL OR h.evse = $3)) c
     CROSS JOIN LATERAL (
       SELECT n.* FROM status_history n
       WHERE n.tenant_id = c.tenant_id AND n.station_id = c.station_id AND n.evse = c.evse AND n.connector = c.id
         AND n.at >= c.since AND ($5::timestamptz IS NULL OR n.at < $5)
         AND ($6::timestamptz IS NULL OR (n.at, n.id) < ($6, $7::uuid))
       ORDER BY n.at DESC, n.id DESC LIMIT $8) h
     ORDER BY h.at DESC, h.id DESC LIMIT $8`,
    [
      ...[tenantId, stationId, evse ?? null, from ?? null, to ?? null],
      ...[page.before?.[0] ?? null, page.before?.[1] ?? null, page.limit + 1],
    ],
  );
  return rows.map((row) => ({ ...toEntry(row), id: row.id, until: row.until }));
}

function toEntry(row: EntryRow): StatusEntry {
  return {
    evse: row.evse,
    connector: row.connector,
    at: row.at,
    status: row.status,
    errorCode: row.error_code,
    vendorErrorCode: row.vendor_error_code,
    info: row.info,
    previousAt: row.previous_at,
    receivedAt: row.received_at,
  };
}
