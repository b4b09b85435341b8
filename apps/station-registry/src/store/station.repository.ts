import type { ConnectorStatus, RegistrationStatus } from '@chargebus/contracts';
import { notFound } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { StationRow } from './station.row';

/** Any station of that id, the deleted ones included. */
export function findStation(em: EntityManager, tenantId: string, id: string): Promise<StationRow | null> {
  return em.findOneBy(StationRow, { tenantId, id });
}

/** A station that is not deleted. @throws Problem 404 */
export async function getStation(em: EntityManager, tenantId: string, id: string): Promise<StationRow> {
  const row = await findStation(em, tenantId, id);
  if (row === null || row.deletedAt !== null) throw notFound('station', id);
  return row;
}

/** The same, its row locked until the transaction ends: for writers. @throws Problem 404 */
export async function getStationForUpdate(em: EntityManager, tenantId: string, id: string): Promise<StationRow> {
  const row = await em.findOne(StationRow, { where: { tenantId, id }, lock: { mode: 'pessimistic_write' } });
  if (row === null || row.deletedAt !== null) throw notFound('station', id);
  return row;
}

/** @returns false if a station of that id exists or existed: ids are not used again. */
export async function insertStation(em: EntityManager, row: StationRow): Promise<boolean> {
  const result = await em
    .createQueryBuilder()
    .insert()
    .into(StationRow)
    .values(row)
    .orIgnore()
    .returning('id')
    .execute();
  return (result.raw as unknown[]).length > 0;
}

/** Registers stations with nothing but their ids, in order of them. @returns those that did not exist and never did. */
export async function insertStrangers(
  em: EntityManager,
  tenantId: string,
  ids: readonly string[],
  o: { registration: RegistrationStatus; at: string },
): Promise<string[]> {
  const rows = await em.query<{ id: string }[]>(
    `INSERT INTO station (tenant_id, id, registration, created_at, updated_at)
     SELECT $1, id, $3, $4, $4 FROM unnest($2::text[]) AS new (id) ORDER BY id
     ON CONFLICT DO NOTHING RETURNING id`,
    [tenantId, [...new Set(ids)], o.registration, o.at],
  );
  return rows.map(({ id }) => id);
}

export async function updateStation(em: EntityManager, row: StationRow): Promise<void> {
  const { tenantId, id, ...values } = row;
  await em.update(StationRow, { tenantId, id }, values as object);
}

export interface StationFilter {
  connected?: boolean | undefined;
  /** Some connector has this status. */
  status?: ConnectorStatus | undefined;
  registration?: RegistrationStatus | undefined;
  locationId?: string | undefined;
  tag?: string | undefined;
  group?: string | undefined;
  /** Part of the id, name, vendor, model or serial number, in any case. */
  q?: string | undefined;
}

const SEARCHED = ['s.id', 's.name', `st.boot->>'vendor'`, `st.boot->>'model'`, `st.boot->>'serialNumber'`];

/** Ids of the stations that match, in order, `limit + 1` at most. */
export async function listStationIds(
  em: EntityManager,
  tenantId: string,
  filter: StationFilter,
  page: { limit: number; after: string | undefined },
): Promise<string[]> {
  const values: unknown[] = [tenantId];
  const conditions = ['s.tenant_id = $1', 's.deleted_at IS NULL'];
  const where = (value: unknown, condition: (parameter: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  where(page.after, (p) => `s.id > ${p}`);
  where(filter.connected, (p) => `coalesce(st.connected, false) = ${p}`);
  where(filter.registration, (p) => `s.registration = ${p}`);
  where(filter.locationId, (p) => `s.location_id = ${p}`);
  where(filter.tag === undefined ? undefined : [filter.tag], (p) => `s.tags @> ${p}::text[]`);
  where(filter.group === undefined ? undefined : [filter.group], (p) => `s.groups @> ${p}::text[]`);
  where(
    filter.q === undefined ? undefined : `%${escapeLike(filter.q)}%`,
    (p) => `(${SEARCHED.map((column) => `${column} ILIKE ${p}`).join(' OR ')})`,
  );
  where(
    filter.status,
    (p) => `EXISTS (SELECT 1 FROM connector c
      WHERE c.tenant_id = s.tenant_id AND c.station_id = s.id AND c.evse > 0 AND c.status = ${p})`,
  );
  const rows = await em.query<{ id: string }[]>(
    `SELECT s.id FROM station s
     LEFT JOIN station_state st ON st.tenant_id = s.tenant_id AND st.station_id = s.id
     WHERE ${conditions.join(' AND ')} ORDER BY s.id LIMIT ${page.limit + 1}`,
    values,
  );
  return rows.map(({ id }) => id);
}

/** The stations of a location, their rows locked in order of id. */
export async function stationsAt(em: EntityManager, tenantId: string, locationId: string): Promise<string[]> {
  const rows = await em.query<{ id: string }[]>(
    `SELECT id FROM station WHERE tenant_id = $1 AND location_id = $2 AND deleted_at IS NULL ORDER BY id FOR UPDATE`,
    [tenantId, locationId],
  );
  return rows.map(({ id }) => id);
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (char) => `\\${char}`);
}
