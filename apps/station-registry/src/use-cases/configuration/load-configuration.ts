import type { EntityManager } from 'typeorm';
import type { SyncState } from '../../store/configuration/configuration-sync.repository';
import { decideDesired, type Desired } from '../../domain/configuration/configuration-profile';
import type { Attempt, Known } from '../../domain/configuration/configuration-state';
import { keyOf, type SettingName } from '../../domain/configuration/setting';
import { loadAttempts } from '../../store/configuration/configuration-attempt.repository';
import { profilesFor } from '../../store/configuration/configuration-profile.repository';
import { findSync } from '../../store/configuration/configuration-sync.repository';
import type { StationKey } from '../../store/monitoring/station-state.repository';
import { StationStateRow } from '../../store/monitoring/station-state.row';
import { loadVariables, nameOf } from '../../store/configuration/station-variable.repository';
import type { StationVariableRow } from '../../store/configuration/station-variable.row';
import { getStation } from '../../store/registration/station.repository';

/** What is wanted of one setting, and all that decides how it stands. */
export interface DesiredSetting extends Known {
  desired: Desired;
}

export interface StationConfiguration {
  desired: Map<string, DesiredSetting>;
  /** Everything that was ever read, by `keyOf` its name. */
  actual: Map<string, StationVariableRow>;
  sync: SyncState | null;
}

/**
 * A station's configuration: what is wanted, what was read, what was tried.
 * @param unasked - whether stations are synchronised without anybody asking: if not, nothing is ever due
 * @throws Problem 404 without the station
 */
export async function loadConfiguration(
  em: EntityManager,
  key: StationKey,
  unasked: boolean,
): Promise<StationConfiguration> {
  const { tenantId, stationId } = key;
  const station = await getStation(em, tenantId, stationId);
  const state = await em.findOneBy(StationStateRow, { tenantId, stationId });
  const bootedAt = state?.boot?.at ?? null;
  // What it says itself counts; before its first boot, what it was registered as.
  const { vendor, model } = state?.boot ?? station;
  const kind = { id: stationId, groups: station.groups, vendor, model, ocppVersion: state?.ocppVersion ?? null };
  const desired = decideDesired(await profilesFor(em, tenantId, kind), kind);
  const rows = await loadVariables(em, key);
  const actual = new Map(rows.map((row) => [keyOf(nameOf(row)), row]));
  const attempts = desired.length === 0 ? new Map<string, Attempt>() : await loadAttempts(em, key);
  const found = await findSync(em, key);
  const sync = found === null || unasked ? found : { ...found, dueAt: null };
  const due = sync !== null && (sync.running || sync.dueAt !== null);
  const known = (one: Desired): DesiredSetting => ({
    ...{ desired: one, bootedAt, due, unasked },
    actual: toActual(actual.get(keyOf(one.name))),
    attempt: attempts.get(keyOf(one.name)) ?? null,
  });
  return { desired: new Map(desired.map((one) => [keyOf(one.name), known(one)])), actual, sync };
}

function toActual(row: StationVariableRow | undefined): Known['actual'] {
  if (row === undefined) return null;
  const { value, mutability, characteristics, readAt } = row;
  return { value, mutability, dataType: characteristics?.dataType, readAt };
}

/** Most items and bytes in a request that reads or sets, by what the station was read to say. */
export function requestLimits({ actual }: StationConfiguration, name: SettingName) {
  const count = (path: string): number | null => {
    const text = actual.get(path)?.value ?? '';
    return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
  };
  if (name.component === null) {
    const items = Math.min(count('getconfigurationmaxkeys') ?? USUAL_ITEMS, MOST_KEYS);
    return { get: { items, bytes: null }, set: { items: 1, bytes: null } };
  }
  const of = (message: string) => ({
    items: count(`devicedatactrlr.itemspermessage[${message}]`) ?? USUAL_ITEMS,
    bytes: count(`devicedatactrlr.bytespermessage[${message}]`),
  });
  return { get: of('getvariables'), set: of('setvariables') };
}

/** For stations that do not say what they can take. */
const USUAL_ITEMS = 4;
/** However many a station says it can tell: its answer has to fit through a cellular link. */
const MOST_KEYS = 50;
