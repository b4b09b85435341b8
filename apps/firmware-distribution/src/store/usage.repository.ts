import type { EntityManager } from 'typeorm';

/** What a station fetched on a day of UTC. */
export interface StationUsage {
  readonly stationId: string;
  /** `2026-11-28`. */
  readonly day: string;
  readonly bytesSent: number;
}

export interface UsageFilter {
  readonly stationId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Adds to what a station fetched on the day of `at`; replicas and connections count into one sum. */
export async function addUsage(
  em: EntityManager,
  { tenantId, stationId }: { tenantId: string; stationId: string },
  bytes: number,
  at: string,
): Promise<void> {
  await em.query(
    `INSERT INTO download_usage (tenant_id, station_id, day, bytes_sent)
     VALUES ($1, $2, ($3::timestamptz AT TIME ZONE 'UTC')::date, $4)
     ON CONFLICT (tenant_id, station_id, day) DO UPDATE SET bytes_sent = download_usage.bytes_sent + EXCLUDED.bytes_sent`,
    [tenantId, stationId, at, bytes],
  );
}

/** One page by station and day, `limit + 1` rows at most; `from` and `to` are days, both included. */
export async function listUsage(
  em: EntityManager,
  tenantId: string,
  { stationId, from, to }: UsageFilter,
  page: { limit: number; after: [stationId: string, day: string] | undefined },
): Promise<StationUsage[]> {
  const rows = await em.query<{ station_id: string; day: string; bytes_sent: string }[]>(
    `SELECT station_id, day::text, bytes_sent FROM download_usage
     WHERE tenant_id = $1 AND ($2::text IS NULL OR station_id = $2)
       AND ($3::date IS NULL OR day >= $3) AND ($4::date IS NULL OR day <= $4)
       AND ($5::text IS NULL OR (station_id, day) > ($5, $6::date))
     ORDER BY station_id, day LIMIT $7`,
    [tenantId, stationId, from, to, page.after?.[0], page.after?.[1], page.limit + 1],
  );
  return rows.map((row) => ({ stationId: row.station_id, day: row.day, bytesSent: Number(row.bytes_sent) }));
}
