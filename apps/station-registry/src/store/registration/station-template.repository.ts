import type { EntityManager } from 'typeorm';
import { StationTemplateRow } from './station-template.row';

export function findTemplate(em: EntityManager, tenantId: string, id: string): Promise<StationTemplateRow | null> {
  return em.findOneBy(StationTemplateRow, { tenantId, id });
}

/** All of a tenant's templates. */
export function allTemplates(em: EntityManager, tenantId: string): Promise<StationTemplateRow[]> {
  return em.find(StationTemplateRow, { where: { tenantId }, order: { id: 'ASC' } });
}

/** A product, as people or the station itself name it. */
export interface Product {
  vendor: string;
  model?: string | null | undefined;
}

/** The template of a product, names compared in any case: that of its model, else the one for all of its vendor's. */
export function findTemplateOf(
  em: EntityManager,
  tenantId: string,
  { vendor, model }: Product,
): Promise<StationTemplateRow | null> {
  return em
    .createQueryBuilder(StationTemplateRow, 't')
    .where('t.tenantId = :tenantId AND lower(t.vendor) = lower(:vendor)', { tenantId, vendor: vendor.trim() })
    .andWhere(`lower(coalesce(t.model, '')) IN ('', lower(:model))`, { model: (model ?? '').trim() })
    .orderBy('t.model', 'ASC', 'NULLS LAST')
    .limit(1)
    .getOne();
}

/** The id of the template that is for exactly the same product, beside `row`. */
export async function findTwin(em: EntityManager, row: StationTemplateRow): Promise<string | undefined> {
  const [twin] = await em.query<{ id: string }[]>(
    `SELECT id FROM station_template WHERE tenant_id = $1 AND id <> $2
       AND lower(vendor) = lower($3) AND lower(coalesce(model, '')) = lower(coalesce($4, ''))`,
    [row.tenantId, row.id, row.vendor, row.model],
  );
  return twin?.id;
}

/** Inserts or replaces; `createdAt` of an existing one stays. @throws unique_violation if another is for the same product */
export async function putTemplate(em: EntityManager, row: StationTemplateRow): Promise<void> {
  await em.query(
    `INSERT INTO station_template (tenant_id, id, vendor, model, defaults, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6)
     ON CONFLICT (tenant_id, id) DO UPDATE SET vendor = EXCLUDED.vendor, model = EXCLUDED.model,
       defaults = EXCLUDED.defaults, updated_at = EXCLUDED.updated_at`,
    [row.tenantId, row.id, row.vendor, row.model, JSON.stringify(row.defaults), row.updatedAt],
  );
}

/** @returns whether there was one */
export async function deleteTemplate(em: EntityManager, tenantId: string, id: string): Promise<boolean> {
  const { affected } = await em.delete(StationTemplateRow, { tenantId, id });
  return (affected ?? 0) > 0;
}

/** One page in order of id, `limit + 1` rows at most. */
export function listTemplates(
  em: EntityManager,
  tenantId: string,
  page: { limit: number; after: string | undefined },
): Promise<StationTemplateRow[]> {
  const query = em.createQueryBuilder(StationTemplateRow, 't').where('t.tenantId = :tenantId', { tenantId });
  if (page.after !== undefined) query.andWhere('t.id > :after', { after: page.after });
  return query
    .orderBy('t.id')
    .limit(page.limit + 1)
    .getMany();
}
