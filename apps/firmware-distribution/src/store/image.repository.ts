import type { EntityManager } from 'typeorm';
import type { ImageContent, ImageDetails } from '../domain/image';
import { ImageRow } from './image.row';

/** Inserts unless the vendor's model has this version, or this content, already. @returns whether it did. */
export async function insertImage(em: EntityManager, row: ImageRow): Promise<boolean> {
  const inserted = await em.query<unknown[]>(
    `INSERT INTO image (tenant_id, id, vendor, model, version, notes, file_name, size_bytes, sha256,
       created_by_type, created_by_id, created_at, reported_version, hardware, signature, signing_certificate)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      row.tenantId,
      row.id,
      row.vendor,
      row.model,
      row.version,
      row.notes,
      row.fileName,
      row.sizeBytes,
      row.sha256,
      row.createdByType,
      row.createdById,
      row.createdAt,
      row.reportedVersion,
      row.hardware,
      row.signature,
      row.signingCertificate,
    ],
  );
  return inserted.length > 0;
}

/** The image that keeps another one out, by its version first. */
export function findTwin(
  em: EntityManager,
  tenantId: string,
  { vendor, model, version, sha256 }: ImageDetails & ImageContent,
): Promise<ImageRow | null> {
  return em
    .createQueryBuilder(ImageRow, 'i')
    .where('i.tenantId = :tenantId AND i.vendor = :vendor AND i.model = :model', { tenantId, vendor, model })
    .andWhere('(i.version = :version OR i.sha256 = :sha256)', { version, sha256 })
    .getMany()
    .then((twins) => twins.find((twin) => twin.version === version) ?? twins[0] ?? null);
}

export function findImage(em: EntityManager, tenantId: string, id: string): Promise<ImageRow | null> {
  return em.findOneBy(ImageRow, { tenantId, id });
}

/** The same, and nobody else may change it, or make a link of it, until the transaction ends. */
export function lockImage(em: EntityManager, tenantId: string, id: string): Promise<ImageRow | null> {
  return em
    .createQueryBuilder(ImageRow, 'i')
    .setLock('pessimistic_write')
    .where('i.tenantId = :tenantId AND i.id = :id', { tenantId, id })
    .getOne();
}

export async function retireImage(em: EntityManager, tenantId: string, id: string, at: string): Promise<void> {
  await em.update(ImageRow, { tenantId, id }, { retiredAt: at });
}

export async function deleteImage(em: EntityManager, tenantId: string, id: string): Promise<void> {
  await em.delete(ImageRow, { tenantId, id });
}

/**
 * Which of these images are there, whoever's they are. It waits for rows that are about to be committed: the last words
 * of a process that was killed may still be on their way. @throws if that takes longer than ten seconds
 */
export async function knownImages(em: EntityManager, ids: readonly string[]): Promise<Set<string>> {
  await em.query(`SET LOCAL lock_timeout = '10s'`);
  await em.query('LOCK TABLE image IN SHARE MODE');
  const rows = await em.query<{ id: string }[]>('SELECT id FROM image WHERE id = ANY($1::uuid[])', [ids]);
  return new Set(rows.map(({ id }) => id));
}

export interface ImageFilter {
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
  readonly version?: string | undefined;
}

/** One page, newest first, `limit + 1` rows at most. Ids are UUIDv7, so their order is that of time. */
export function listImages(
  em: EntityManager,
  tenantId: string,
  { vendor, model, version }: ImageFilter,
  page: { limit: number; after: string | undefined },
): Promise<ImageRow[]> {
  const query = em.createQueryBuilder(ImageRow, 'i').where('i.tenantId = :tenantId', { tenantId });
  if (vendor !== undefined) query.andWhere('i.vendor = :vendor', { vendor });
  if (model !== undefined) query.andWhere('i.model = :model', { model });
  if (version !== undefined) query.andWhere('i.version = :version', { version });
  if (page.after !== undefined) query.andWhere('i.id < :after', { after: page.after });
  return query
    .orderBy('i.id', 'DESC')
    .limit(page.limit + 1)
    .getMany();
}
