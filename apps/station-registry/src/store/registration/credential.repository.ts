import { In, MoreThanOrEqual, type EntityManager } from 'typeorm';
import { CredentialRow, CURRENT_SLOT, NEXT_SLOT } from './credential.row';
import { hashPassword, passwordFits, type SaltedHash } from './credential-hash';

/** Every credential that admits the station now: one, or more while a password change is under way. */
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

/** Changes whose outcome nobody knows yet; of more, the oldest is given up. */
const MOST_OFFERED = 4;

/**
 * Stores the password that a change brings in beside the one in force. Those of earlier changes stay as long as nobody knows whether
 * the station has taken them: to give one up could lock the station out.
 */
export async function offerPassword(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  password: string,
): Promise<void> {
  await withdrawPassword(em, tenantId, stationId, password);
  const slots = (await offered(em, tenantId, stationId)).map(({ slot }) => slot);
  const surplus = slots.slice(0, Math.max(0, slots.length - MOST_OFFERED + 1));
  if (surplus.length > 0) await em.delete(CredentialRow, { tenantId, stationId, slot: In(surplus) });
  const slot = Math.max(NEXT_SLOT - 1, ...slots) + 1;
  await em.insert(CredentialRow, { tenantId, stationId, slot, ...hashPassword(password) });
}

/** The change to this password came to nothing: it does not admit. */
export async function withdrawPassword(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  password: string,
): Promise<void> {
  for (const { slot } of await offeredAs(em, tenantId, stationId, password)) {
    await em.delete(CredentialRow, { tenantId, stationId, slot });
  }
}

/** The station has this password: no other one admits any more (OCPP 2.0.1 A01.FR.03). @returns false: it is not one that was offered */
export async function promotePassword(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  password: string,
): Promise<boolean> {
  const [row] = await offeredAs(em, tenantId, stationId, password);
  return row !== undefined && promoteCredential(em, tenantId, stationId, row);
}

/** The same of a password that was offered, by its hash. */
export async function promoteCredential(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  { hash }: Pick<SaltedHash, 'hash'>,
): Promise<boolean> {
  const next = (await offered(em, tenantId, stationId)).find((row) => row.hash.equals(hash));
  if (next === undefined) return false;
  await em.delete(CredentialRow, { tenantId, stationId });
  await em.insert(CredentialRow, { ...next, slot: CURRENT_SLOT });
  return true;
}

/** Whether the password is still one of several that may be the station's. */
export async function isOffered(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  password: string,
): Promise<boolean> {
  return (await offeredAs(em, tenantId, stationId, password)).length > 0;
}

function offered(em: EntityManager, tenantId: string, stationId: string): Promise<CredentialRow[]> {
  const where = { tenantId, stationId, slot: MoreThanOrEqual(NEXT_SLOT) };
  return em.find(CredentialRow, { where, order: { slot: 'ASC' } });
}

async function offeredAs(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  password: string,
): Promise<CredentialRow[]> {
  const rows = await offered(em, tenantId, stationId);
  return rows.filter((row) => passwordFits(Buffer.from(password), [row]));
}
