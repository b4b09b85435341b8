import type { EntityManager } from 'typeorm';
import { CredentialRow, CURRENT_SLOT, NEXT_SLOT } from './credential.row';
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

/** Stores the password that a change brings in beside the one in force; one of an earlier change is given up. */
export async function offerPassword(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  password: string,
): Promise<void> {
  await withdrawPassword(em, tenantId, stationId);
  await em.insert(CredentialRow, { tenantId, stationId, slot: NEXT_SLOT, ...hashPassword(password) });
}

/** The change came to nothing: only the password in force admits. */
export async function withdrawPassword(em: EntityManager, tenantId: string, stationId: string): Promise<void> {
  await em.delete(CredentialRow, { tenantId, stationId, slot: NEXT_SLOT });
}

/** The station has the new password: the old one does not admit any more (OCPP 2.0.1 A01.FR.03). @returns false: there is none */
export async function promotePassword(em: EntityManager, tenantId: string, stationId: string): Promise<boolean> {
  const next = await em.findOneBy(CredentialRow, { tenantId, stationId, slot: NEXT_SLOT });
  if (next === null) return false;
  await em.delete(CredentialRow, { tenantId, stationId });
  await em.insert(CredentialRow, { ...next, slot: CURRENT_SLOT });
  return true;
}
