import type { EntityManager } from 'typeorm';
import { TenantRow } from './tenant.row';

/** The tenant, if the registry has met it. */
export function findTenant(em: EntityManager, tenantId: string): Promise<TenantRow | null> {
  return em.findOneBy(TenantRow, { id: tenantId });
}

/** @throws EntityNotFoundError for a tenant the registry has not met */
export function getTenant(em: EntityManager, tenantId: string): Promise<TenantRow> {
  return em.findOneByOrFail(TenantRow, { id: tenantId });
}

/** Makes the tenant's row with default settings; a caller's token has vouched for the tenant. */
export async function ensureTenant(em: EntityManager, tenantId: string): Promise<void> {
  await em.query('INSERT INTO tenant (id) VALUES ($1) ON CONFLICT DO NOTHING', [tenantId]);
}

export async function updateTenant(em: EntityManager, id: string, values: Partial<TenantRow>): Promise<void> {
  await em.update(TenantRow, { id }, values);
}
