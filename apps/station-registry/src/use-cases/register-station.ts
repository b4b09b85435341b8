import type { OcppVersion } from '@chargebus/contracts';
import { conflict, unprocessable } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { setPassword } from '../store/credential.repository';
import { generatePassword } from '../store/credential-hash';
import { findLocation } from '../store/location.repository';
import type { Author, RegistryTransaction, RegistryWriter } from '../store/registry-writer';
import { findDetails, type StationDetails } from '../store/station-details.repository';
import { findStation, insertStation } from '../store/station.repository';
import type { StationRow } from '../store/station.row';
import { ensureTenant } from '../store/tenant.repository';
import { publishStation } from './station-facts';

export interface StationInput {
  id: string;
  /** Default: 1 if a password is given, else 0. */
  securityProfile?: number | undefined;
  password?: string | undefined;
  name?: string | null | undefined;
  locationId?: string | null | undefined;
  timeZone?: string | null | undefined;
  tags?: string[] | undefined;
  groups?: string[] | undefined;
  strict?: boolean | undefined;
  serialNumber?: string | null | undefined;
  assumeVersion?: OcppVersion | null | undefined;
}

/** A station and, once only, the password that was made for it. */
export interface Registered {
  details: StationDetails;
  password?: string;
}

/** Registers a station. With security profiles 1 and 2 it has a password: the one given, or one made here and told once. */
export class RegisterStation {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 409 if the id is or was in use; 422 for a location that does not exist */
  register(author: Author, input: StationInput): Promise<Registered> {
    return this.writer.write(author, async (tx) => {
      await ensureTenant(tx.em, tx.tenantId);
      await checkLocation(tx.em, tx.tenantId, input.locationId);
      const row = toRow(tx, input);
      if (!(await insertStation(tx.em, row))) throw await taken(tx, input.id);
      const generated = await giveCredential(tx, row, input.password);
      const { password: _secret, ...asked } = input;
      await tx.logChange('station', row.id, 'registered', asked);
      const details = await findDetails(tx.em, tx.tenantId, row.id);
      if (details === null) throw new Error(`station ${row.id} was written and is not there`);
      publishStation(tx, row, details.timeZone);
      return { details, ...(generated === undefined ? {} : { password: generated }) };
    });
  }
}

/** @throws Problem 422 if the location does not exist */
export async function checkLocation(
  em: EntityManager,
  tenantId: string,
  locationId: string | null | undefined,
): Promise<void> {
  if (locationId === null || locationId === undefined) return;
  if ((await findLocation(em, tenantId, locationId)) === null) {
    throw unprocessable([{ path: 'locationId', message: `there is no location ${locationId}` }]);
  }
}

/**
 * Stores the password given, or makes one if the station's security profile needs one and it has none.
 * @returns the password that was made, to be told once.
 */
export async function giveCredential(
  tx: RegistryTransaction,
  station: StationRow,
  given: string | undefined,
  hasOne = false,
): Promise<string | undefined> {
  const needed = station.securityProfile === 1 || station.securityProfile === 2;
  const generated = given === undefined && needed && !hasOne ? generatePassword() : undefined;
  const password = given ?? generated;
  if (password !== undefined) await setPassword(tx.em, tx.tenantId, station.id, password);
  return generated;
}

function toRow({ tenantId, at }: RegistryTransaction, input: StationInput): StationRow {
  return {
    tenantId,
    id: input.id,
    name: input.name ?? null,
    locationId: input.locationId ?? null,
    timeZone: input.timeZone ?? null,
    tags: [...new Set(input.tags)],
    groups: [...new Set(input.groups)],
    securityProfile: input.securityProfile ?? (input.password === undefined ? 0 : 1),
    strict: input.strict ?? false,
    registration: 'accepted',
    disabled: false,
    capabilities: null,
    serialNumber: input.serialNumber ?? null,
    assumeVersion: input.assumeVersion ?? null,
    upgradeSecurityProfileTo: null,
    relinkAt: null,
    deletedAt: null,
    createdAt: at,
    updatedAt: at,
  };
}

async function taken({ em, tenantId }: RegistryTransaction, id: string): Promise<Error> {
  const existing = await findStation(em, tenantId, id);
  return existing === null || existing.deletedAt === null
    ? conflict('station-exists', `There is a station ${id} already.`)
    : conflict('station-id-used', `A station ${id} was deleted; ids are not used again.`);
}
