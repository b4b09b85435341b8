import type { FactOf } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';

/** What the registry says of stations; of several facts about one station the last one counts. */
export async function saveStationRefs(em: EntityManager, facts: FactOf<'station.changed'>[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'station_ref',
    columns: {
      tenant_id: 'text',
      station_id: 'text',
      location_id: 'text',
      time_zone: 'text',
      groups: 'jsonb',
      tags: 'jsonb',
      deleted: 'boolean',
      disabled: 'boolean',
    },
    rows: facts.map(({ tenantId, data }) => ({
      tenant_id: tenantId,
      station_id: data.stationId,
      location_id: data.locationId,
      time_zone: data.timeZone,
      groups: data.groups,
      tags: data.tags,
      deleted: data.deleted,
      disabled: data.disabled,
    })),
    conflict: ['tenant_id', 'station_id'],
  });
}

/** Where stations stand, by `tenant/station`; those that are not known or stand nowhere are left out. */
export async function findLocations(
  em: EntityManager,
  tenantIds: string[],
  stationIds: string[],
): Promise<Map<string, string>> {
  const rows: { tenant_id: string; station_id: string; location_id: string }[] = await em.query(
    `SELECT tenant_id, station_id, location_id FROM station_ref WHERE location_id IS NOT NULL
     AND (tenant_id, station_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [tenantIds, stationIds],
  );
  return new Map(rows.map((row) => [`${row.tenant_id}/${row.station_id}`, row.location_id]));
}

/** The groups a station is in, as the registry last said; none if it is not known. */
export async function findStationGroups(em: EntityManager, tenantId: string, stationId: string): Promise<string[]> {
  const rows: { groups: string[] }[] = await em.query(
    'SELECT groups FROM station_ref WHERE tenant_id = $1 AND station_id = $2',
    [tenantId, stationId],
  );
  return rows[0]?.groups ?? [];
}
