import type { FactOf } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';

/** Where a station belongs, as far as tariffs care. */
export interface StationGroups {
  locationId: string | null;
  groupIds: string[];
  /** IANA; null where the registry named none. */
  timeZone: string | null;
}

/** Remembers where a station belongs from the fact's time on. */
export async function saveStationGroups(em: EntityManager, fact: FactOf<'station.changed'>): Promise<void> {
  const { stationId, locationId, groups, timeZone } = fact.data;
  await em.query(
    `INSERT INTO station_groups (tenant_id, station_id, valid_from, location_id, groups, time_zone)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, station_id, valid_from) DO UPDATE
     SET location_id = EXCLUDED.location_id, groups = EXCLUDED.groups, time_zone = EXCLUDED.time_zone`,
    [fact.tenantId, stationId, fact.at, locationId, JSON.stringify(groups), timeZone],
  );
}

/** A station at a time. */
export interface StationAt {
  tenantId: string;
  stationId: string;
  at: string;
}

/** Where stations belonged at their times, in the order asked; before its first fact, where a station belonged first. */
export async function findStationGroups(em: EntityManager, stations: readonly StationAt[]): Promise<StationGroups[]> {
  const rows = await em.query<{ location_id: string | null; groups: string[] | null; time_zone: string | null }[]>(
    `SELECT g.location_id, g.groups, g.time_zone
     FROM unnest($1::text[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS s (tenant, station, at, n)
     LEFT JOIN LATERAL (
       SELECT location_id, groups, time_zone FROM station_groups WHERE tenant_id = s.tenant AND station_id = s.station
       ORDER BY valid_from <= s.at DESC, CASE WHEN valid_from <= s.at THEN valid_from END DESC, valid_from LIMIT 1
     ) g ON true ORDER BY s.n`,
    [
      stations.map(({ tenantId }) => tenantId),
      stations.map(({ stationId }) => stationId),
      stations.map(({ at }) => at),
    ],
  );
  return rows.map((row) => ({ locationId: row.location_id, groupIds: row.groups ?? [], timeZone: row.time_zone }));
}
