import type { ConnectorStatus, RegistrationStatus } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';

export interface StationFilter {
  connected?: boolean | undefined;
  /** Some connector has this status. */
  status?: ConnectorStatus | undefined;
  registration?: RegistrationStatus | undefined;
  locationId?: string | undefined;
  tag?: string | undefined;
  group?: string | undefined;
  /** Part of the id, name, vendor, model or serial number, registered or reported, in any case. */
  q?: string | undefined;
}

/** Ids of the stations that match, in order, `limit + 1` at most. */
export async function listStationIds(
  em: EntityManager,
  tenantId: string,
  filter: StationFilter,
  page: { limit: number; after: string | undefined },
): Promise<string[]> {
  const { text, values } = listStatement(tenantId, filter, page);
  const rows = await em.query<{ id: string }[]>(text, values);
  return rows.map(({ id }) => id);
}

/** The statement behind `listStationIds`. */
export function listStatement(
  tenantId: string,
  filter: StationFilter,
  page: { limit: number; after: string | undefined },
): { text: string; values: unknown[] } {
  const values: unknown[] = [tenantId];
  const conditions = ['s.tenant_id = $1', 's.deleted_at IS NULL'];
  const where = (value: unknown, condition: (parameter: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  where(page.after, (p) => `s.id > ${p}`);
  // No comparison with a parameter: the index on connected stations is only seen this way.
  if (filter.connected !== undefined) conditions.push(filter.connected ? 'st.connected' : 'st.connected IS NOT TRUE');
  where(filter.registration, (p) => `s.registration = ${p}`);
  where(filter.locationId, (p) => `s.location_id = ${p}`);
  where(filter.tag === undefined ? undefined : [filter.tag], (p) => `s.tags @> ${p}::text[]`);
  where(filter.group === undefined ? undefined : [filter.group], (p) => `s.groups @> ${p}::text[]`);
  where(
    filter.q === undefined ? undefined : `%${escapeLike(filter.q)}%`,
    (p) => `(s.search LIKE lower(${p}) OR st.search LIKE lower(${p}))`,
  );
  where(
    filter.status,
    (p) => `EXISTS (SELECT 1 FROM connector c
      WHERE c.tenant_id = s.tenant_id AND c.station_id = s.id AND c.evse > 0 AND c.status = ${p})`,
  );
  const text = `SELECT s.id FROM station s
     LEFT JOIN station_state st ON st.tenant_id = s.tenant_id AND st.station_id = s.id
     WHERE ${conditions.join(' AND ')} ORDER BY s.id LIMIT $${values.push(page.limit + 1)}`;
  return { text, values };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (char) => `\\${char}`);
}
