import type { FactOf } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';

/** Where a station belongs, as far as tariffs care. */
export interface StationGroups {
  locationId: string | null;
  groupIds: string[];
}

/** Remembers where a station belongs from the fact's time on. */
export async function saveStationGroups(em: EntityManager, fact: FactOf<'station.changed'>): Promise<void> {
  const { stationId, locationId, groups } = fact.data;
  await em.query(
    `INSERT INTO station_groups (tenant_id, station_id, valid_from, location_id, groups) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, station_id, valid_from) DO UPDATE SET location_id = EXCLUDED.location_id, groups = EXCLUDED.groups`,
    [fact.tenantId, stationId, fact.at, locationId, JSON.stringify(groups)],
  );
}

/** Where the station belonged at `at`; before its first fact, where it belonged first. */
export async function findStationGroups(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  at: string,
): Promise<StationGroups> {
  const [row] = await em.query<{ location_id: string | null; groups: string[] }[]>(
    `SELECT location_id, groups FROM station_groups WHERE tenant_id = $1 AND station_id = $2
     ORDER BY valid_from <= $3 DESC, CASE WHEN valid_from <= $3 THEN valid_from END DESC, valid_from LIMIT 1`,
    [tenantId, stationId, at],
  );
  return { locationId: row?.location_id ?? null, groupIds: row?.groups ?? [] };
}
