import type { EntityManager } from 'typeorm';
import { CredentialRow, CURRENT_SLOT } from './credential.row';
import { hashPassword } from './credential-hash';

/** Every credential that admits the station now: one, or two while a password change is under way. */
export function findCredentials(em: EntityManager, tenantId: string, stationId: string): Promise<CredentialRow[]> {
  return em.findBy(CredentialRow, { tenantId, stationId });
}

/** Stores the password's hash as the station's only credential. */
export async function setPassword(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  password: string,
): Promise<void> {
  await em.delete(CredentialRow, { tenantId, stationId });
  await em.insert(CredentialRow, { tenantId, stationId, slot: CURRENT_SLOT, ...hashPassword(password) });
}
