import { isSecretName } from '@chargebus/contracts';
import { notFound, unprocessable, type FieldFault } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import type { ConfigurationProfile, ProfileTarget } from '../../domain/configuration/configuration-profile';
import { keyName, keyOf, variableName } from '../../domain/configuration/setting';
import { faultOfKey, faultOfValue } from '../../domain/configuration/setting-value';
import {
  deleteProfile,
  findProfile,
  putProfile,
  type ProfileRow,
} from '../../store/configuration/configuration-profile.repository';
import { markTargets } from '../../store/configuration/configuration-sync.repository';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import { loadVariables, nameOf } from '../../store/configuration/station-variable.repository';
import type { StationVariableRow } from '../../store/configuration/station-variable.row';
import { findStation } from '../../store/registration/station.repository';
import { ensureTenant } from '../../store/registration/tenant.repository';

/** Makes, replaces and deletes profiles of desired values. The stations they are for, and those they were for, are to be synchronised. */
export class PutProfile {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 422 naming each value that cannot be desired, and a station that does not exist */
  put(author: Author, profile: ConfigurationProfile): Promise<{ profile: ProfileRow; created: boolean }> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId, at } = tx;
      await ensureTenant(em, tenantId);
      const faults = await faultsOf(em, tenantId, profile);
      if (faults.length > 0) throw unprocessable(faults);
      const before = await findProfile(em, tenantId, profile.id);
      const row: ProfileRow = { ...profile, actor: author.actor, createdAt: before?.createdAt ?? at, updatedAt: at };
      const created = await putProfile(em, tenantId, row);
      const { id, ...values } = profile;
      await tx.logChange('configuration-profile', id, created ? 'created' : 'changed', values);
      if (before !== null) await markTargets(em, tenantId, before.target, at);
      await markTargets(em, tenantId, profile.target, at);
      return { profile: row, created };
    });
  }

  /** Its values are not desired any more; stations keep what they have, or get what a wider profile wants. @throws Problem 404 */
  delete(author: Author, id: string): Promise<void> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId, at } = tx;
      const profile = await findProfile(em, tenantId, id);
      if (profile === null || !(await deleteProfile(em, tenantId, id))) throw notFound('configuration profile', id);
      await tx.logChange('configuration-profile', id, 'deleted', {});
      await markTargets(em, tenantId, profile.target, at);
    });
  }
}

async function faultsOf(em: EntityManager, tenantId: string, profile: ConfigurationProfile): Promise<FieldFault[]> {
  const { target, keys, variables } = profile;
  const unknown = await unknownStation(em, tenantId, target);
  const known =
    'stationId' in target && unknown.length === 0 ? await knownOf(em, tenantId, target.stationId) : new Map();
  return [
    ...unknown,
    ...Object.entries(keys).flatMap(([key, value]) =>
      named(
        `keys.${key}`,
        secret(key) ?? owned(key) ?? faultOfKey(key, value) ?? faultAt(known.get(keyOf(keyName(key))), value),
      ),
    ),
    ...variables.flatMap(({ value, ...ref }, n) =>
      named(`variables.${n}`, secret(ref.variable) ?? faultAt(known.get(keyOf(variableName(ref))), value)),
    ),
  ];
}

const named = (path: string, message: string | undefined): FieldFault[] =>
  message === undefined ? [] : [{ path, message }];

const secret = (name: string): string | undefined =>
  isSecretName(name) ? 'is a secret, and is not kept: set it by a command (a password by change-password)' : undefined;

const owned = (key: string): string | undefined =>
  key.toLowerCase() === 'securityprofile' ? 'is raised by the command upgrade-security-profile alone' : undefined;

/** By what that very station says of it; what stations of a group or model say may differ. */
function faultAt(row: StationVariableRow | undefined, value: string): string | undefined {
  if (row?.mutability === 'read-only') return 'can only be read at this station';
  const traits = row?.characteristics ?? null;
  return traits === null ? undefined : faultOfValue(value, traits);
}

async function unknownStation(em: EntityManager, tenantId: string, target: ProfileTarget): Promise<FieldFault[]> {
  if (!('stationId' in target)) return [];
  const station = await findStation(em, tenantId, target.stationId);
  if (station !== null && station.deletedAt === null) return [];
  return [{ path: 'target.stationId', message: `there is no station ${target.stationId}` }];
}

async function knownOf(
  em: EntityManager,
  tenantId: string,
  stationId: string,
): Promise<Map<string, StationVariableRow>> {
  const rows = await loadVariables(em, { tenantId, stationId });
  return new Map(rows.map((row) => [keyOf(nameOf(row)), row]));
}
