import type { EntityManager } from 'typeorm';
import { LocationRow } from './location.row';

export function findLocation(em: EntityManager, tenantId: string, id: string): Promise<LocationRow | null> {
  return em.findOneBy(LocationRow, { tenantId, id });
}

/** Inserts or replaces; `createdAt` of an existing location stays. @returns whether it is new. */
export async function putLocation(em: EntityManager, row: LocationRow): Promise<boolean> {
  const [written] = await em.query<{ created: boolean }[]>(
    `INSERT INTO location (tenant_id, id, name, address, coordinates, time_zone, country_code, created_at, updated_at,
       public_data)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
     ON CONFLICT (tenant_id, id) DO UPDATE SET name = EXCLUDED.name, address = EXCLUDED.address,
       coordinates = EXCLUDED.coordinates, time_zone = EXCLUDED.time_zone, country_code = EXCLUDED.country_code,
       updated_at = EXCLUDED.updated_at, public_data = EXCLUDED.public_data
     RETURNING (xmax = 0) AS created`,
    [
      row.tenantId,
      row.id,
      row.name,
      row.address,
      row.coordinates === null ? null : JSON.stringify(row.coordinates),
      row.timeZone,
      row.countryCode,
      row.updatedAt,
      row.publicData === null ? null : JSON.stringify(row.publicData),
    ],
  );
  return written?.created === true;
}

/** One page in order of id, `limit + 1` rows at most. */
export function listLocations(
  em: EntityManager,
  tenantId: string,
  page: { limit: number; after: string | undefined },
): Promise<LocationRow[]> {
  const query = em.createQueryBuilder(LocationRow, 'l').where('l.tenantId = :tenantId', { tenantId });
  if (page.after !== undefined) query.andWhere('l.id > :after', { after: page.after });
  return query
    .orderBy('l.id')
    .limit(page.limit + 1)
    .getMany();
}
