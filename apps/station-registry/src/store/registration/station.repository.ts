import type { RegistrationStatus } from '@chargebus/contracts';
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

/** The stations of a location, their rows locked in order of id. */
export async function stationsAt(em: EntityManager, tenantId: string, locationId: string): Promise<string[]> {
  const rows = await em.query<{ id: string }[]>(
    `SELECT id FROM station WHERE tenant_id = $1 AND location_id = $2 AND deleted_at IS NULL ORDER BY id FOR UPDATE`,
    [tenantId, locationId],
  );
  return rows.map(({ id }) => id);
}

/** The accepted stations of locations, in order of id. */
export async function publicStationsAt(
  em: EntityManager,
  tenantId: string,
  locationIds: readonly string[],
): Promise<string[]> {
  const rows = await em.query<{ id: string }[]>(
    `SELECT id FROM station WHERE tenant_id = $1 AND location_id = ANY($2) AND deleted_at IS NULL
       AND registration = 'accepted' ORDER BY id`,
    [tenantId, locationIds],
  );
  return rows.map(({ id }) => id);
}
