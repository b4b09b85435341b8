import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Author } from './firmware-store';
import { LinkRow } from './link.row';
import { addUsage } from './usage.repository';

/** How tokens are kept: a copy of the table opens nothing. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export async function insertLink(em: EntityManager, row: LinkRow): Promise<void> {
  await em.insert(LinkRow, row);
}

/** The link of this token, whoever's it is, expired or not. */
export function findLink(em: EntityManager, token: string): Promise<LinkRow | null> {
  return em.findOneBy(LinkRow, { tokenHash: hashOf(token) });
}

/** The link of this id, null if the tenant has none. */
export function findLinkById(em: EntityManager, tenantId: string, id: string): Promise<LinkRow | null> {
  return em.findOneBy(LinkRow, { tenantId, id });
}

export interface LinkFilter {
  readonly imageId?: string | undefined;
  readonly stationId?: string | undefined;
  readonly attemptId?: string | undefined;
  readonly rolloutId?: string | undefined;
}

/** One page of links, newest first, `limit + 1` rows at most. */
export function listLinks(
  em: EntityManager,
  tenantId: string,
  filter: LinkFilter,
  page: { limit: number; after: string | undefined },
): Promise<LinkRow[]> {
  const query = em.createQueryBuilder(LinkRow, 'l').where('l.tenantId = :tenantId', { tenantId });
  for (const field of ['imageId', 'stationId', 'attemptId', 'rolloutId'] as const) {
    if (filter[field] !== undefined) query.andWhere(`l.${field} = :${field}`, { [field]: filter[field] });
  }
  if (page.after !== undefined) query.andWhere('l.id < :after', { after: page.after });
  return query
    .orderBy('l.id', 'DESC')
    .limit(page.limit + 1)
    .getMany();
}

/** Ends a link that is open at `at`. @returns false if it was not */
export async function endLink(
  em: EntityManager,
  { tenantId, actor }: Author,
  id: string,
  at: string,
): Promise<boolean> {
  const { affected } = await em
    .createQueryBuilder()
    .update(LinkRow)
    .set({ expiresAt: at, endedByType: actor.type, endedById: actor.id })
    .where('tenant_id = :tenantId AND id = :id AND expires_at > :at', { tenantId, id, at })
    .execute();
  return affected === 1;
}

/** How many links of the image still open at `at`. */
export function countOpenLinks(em: EntityManager, tenantId: string, imageId: string, at: string): Promise<number> {
  return em
    .createQueryBuilder(LinkRow, 'l')
    .where('l.tenantId = :tenantId AND l.imageId = :imageId AND l.expiresAt > :at', { tenantId, imageId, at })
    .getCount();
}

/** Adds what went out over a link, to it and to its station: replicas and connections count into one sum. */
export async function countBytes(em: EntityManager, link: LinkRow, bytes: number, at: string): Promise<void> {
  await em.query(
    `UPDATE download_link SET bytes_sent = bytes_sent + $3, last_fetched_at = greatest(last_fetched_at, $4::timestamptz)
     WHERE tenant_id = $1 AND id = $2`,
    [link.tenantId, link.id, bytes, at],
  );
  await addUsage(em, link, bytes, at);
}
