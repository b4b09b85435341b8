import type { EntityManager } from 'typeorm';
import type { PublicationStatus } from '../../domain/publications/publication';
import type { StationKey } from '../updates/attempt.repository';
import { PublicationRow } from './publication.row';

export async function insertPublication(em: EntityManager, row: PublicationRow): Promise<void> {
  await em.insert(PublicationRow, { ...row });
}

export async function savePublication(em: EntityManager, row: PublicationRow): Promise<void> {
  const { tenantId, id, ...values } = row;
  await em.update(PublicationRow, { tenantId, id }, values);
}

export function findPublication(em: EntityManager, tenantId: string, id: string): Promise<PublicationRow | null> {
  return em.findOneBy(PublicationRow, { tenantId, id });
}

export function findPublicationByKey(em: EntityManager, tenantId: string, key: string): Promise<PublicationRow | null> {
  return em.findOneBy(PublicationRow, { tenantId, idempotencyKey: key });
}

/** The publication, and nobody else changes it until the transaction ends. */
export function lockPublication(em: EntityManager, tenantId: string, id: string): Promise<PublicationRow | null> {
  return em
    .createQueryBuilder(PublicationRow, 'p')
    .setLock('pessimistic_write')
    .where('p.tenantId = :tenantId AND p.id = :id', { tenantId, id })
    .getOne();
}

/** What the controller has of the image, or is about to have. */
export function findStanding(
  em: EntityManager,
  { tenantId, stationId }: StationKey,
  imageId: string,
): Promise<PublicationRow | null> {
  return em
    .createQueryBuilder(PublicationRow, 'p')
    .where('p.tenantId = :tenantId AND p.stationId = :stationId', { tenantId, stationId })
    .andWhere(`p.imageId = :imageId AND p.status NOT IN ('failed', 'unpublished')`, { imageId })
    .getOne();
}

/** Those of these controllers, newest first, locked until the transaction ends. */
export function lockPublicationsOf(em: EntityManager, stations: readonly StationKey[]): Promise<PublicationRow[]> {
  return em
    .createQueryBuilder(PublicationRow, 'p')
    .setLock('pessimistic_write')
    .where('(p.tenantId, p.stationId) IN (SELECT * FROM unnest(:tenants::text[], :stations::text[]))', {
      tenants: stations.map(({ tenantId }) => tenantId),
      stations: stations.map(({ stationId }) => stationId),
    })
    .andWhere(`p.status <> 'unpublished'`)
    .orderBy('p.id', 'DESC')
    .getMany();
}

/** Those of which nothing was heard in time, whoever's they are. */
export function listDuePublications(em: EntityManager, at: string, most: number): Promise<PublicationRow[]> {
  return em
    .createQueryBuilder(PublicationRow, 'p')
    .where('p.dueAt <= :at', { at })
    .orderBy('p.dueAt')
    .limit(most)
    .getMany();
}

export interface PublicationFilter {
  readonly stationId?: string | undefined;
  readonly imageId?: string | undefined;
  readonly status?: PublicationStatus | undefined;
}

/** One page, newest first, `limit + 1` rows at most. */
export function listPublications(
  em: EntityManager,
  tenantId: string,
  filter: PublicationFilter,
  page: { limit: number; after: string | undefined },
): Promise<PublicationRow[]> {
  const query = em.createQueryBuilder(PublicationRow, 'p').where('p.tenantId = :tenantId', { tenantId });
  for (const field of ['stationId', 'imageId', 'status'] as const) {
    if (filter[field] !== undefined) query.andWhere(`p.${field} = :${field}`, { [field]: filter[field] });
  }
  if (page.after !== undefined) query.andWhere('p.id < :after', { after: page.after });
  return query
    .orderBy('p.id', 'DESC')
    .limit(page.limit + 1)
    .getMany();
}
