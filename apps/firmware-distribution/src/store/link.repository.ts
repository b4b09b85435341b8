import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { LinkRow } from './link.row';

/** How tokens are kept: a copy of the table opens nothing. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export async function insertLink(em: EntityManager, row: LinkRow): Promise<void> {
  await em.insert(LinkRow, row);
}

/** The link of this token, whoever's it is, expired or not. */
export function findLink(em: EntityManager, token: string): Promise<LinkRow | null> {
  return em.findOneBy(LinkRow, { tokenHash: hashOf(token) });
}

/** One page of an image's links, newest first, `limit + 1` rows at most. */
export function listLinks(
  em: EntityManager,
  { tenantId, imageId }: { tenantId: string; imageId: string },
  page: { limit: number; after: string | undefined },
): Promise<LinkRow[]> {
  const query = em.createQueryBuilder(LinkRow, 'l').where('l.tenantId = :tenantId AND l.imageId = :imageId', {
    tenantId,
    imageId,
  });
  if (page.after !== undefined) query.andWhere('l.id < :after', { after: page.after });
  return query
    .orderBy('l.id', 'DESC')
    .limit(page.limit + 1)
    .getMany();
}

/** How many links of the image still open at `at`. */
export function countOpenLinks(em: EntityManager, tenantId: string, imageId: string, at: string): Promise<number> {
  return em
    .createQueryBuilder(LinkRow, 'l')
    .where('l.tenantId = :tenantId AND l.imageId = :imageId AND l.expiresAt > :at', { tenantId, imageId, at })
    .getCount();
}

/** Adds what went out over a link: replicas and connections count into one sum. */
export async function countBytes(em: EntityManager, link: LinkRow, bytes: number, at: string): Promise<void> {
  await em.query(
    `UPDATE download_link SET bytes_sent = bytes_sent + $3, last_fetched_at = greatest(last_fetched_at, $4::timestamptz)
     WHERE tenant_id = $1 AND id = $2`,
    [link.tenantId, link.id, bytes, at],
  );
}
