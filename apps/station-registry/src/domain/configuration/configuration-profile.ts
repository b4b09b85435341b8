import type { VariableAttribute, VariableRef } from '@chargebus/contracts';
import { keyName, keyOf, variableName, type SettingName } from './setting';

/** Whom desired values are for: one station, all of a group, or all of a vendor's model. */
export type ProfileTarget = { stationId: string } | { group: string } | { vendor: string; model: string };

export interface DesiredVariable extends VariableRef {
  attribute?: VariableAttribute | undefined;
  value: string;
}

/** Desired values for some stations: `keys` for those that speak 1.x, `variables` for those of 2.x. */
export interface ConfigurationProfile {
  id: string;
  target: ProfileTarget;
  /** Among profiles for groups, or for the same target: the higher one wins. */
  priority: number;
  keys: Readonly<Record<string, string>>;
  variables: readonly DesiredVariable[];
}

export interface Wanted {
  name: SettingName;
  value: string;
}

/** The values of a profile, each with its name. */
export function settingsOf({ keys, variables }: Pick<ConfigurationProfile, 'keys' | 'variables'>): Wanted[] {
  return [
    ...Object.entries(keys).map(([key, value]) => ({ name: keyName(key), value })),
    ...variables.map(({ value, ...ref }) => ({ name: variableName(ref), value })),
  ];
}

/** What a station is, as far as profiles are for it. Null: it never said. */
export interface StationKind {
  id: string;
  groups: readonly string[];
  vendor: string | null;
  model: string | null;
  ocppVersion: string | null;
}

export interface ProfileValue {
  profileId: string;
  target: ProfileTarget;
  value: string;
}

/** The value a station is to have, and where it comes from. */
export interface Desired extends Wanted, ProfileValue {
  /** Profiles of the same rank that want another value: which one wins is decided by priority and name alone. */
  conflicts: ProfileValue[];
  /** Profiles for more stations, whose other value this one overrides. */
  overrides: ProfileValue[];
}

/**
 * What a station is to be set to. The most specific profile wins: its own, then its groups', then its model's. Among those of one rank
 * the higher priority, then the name of the group, then the id of the profile; what they contradict in is shown.
 */
export function decideDesired(profiles: readonly ConfigurationProfile[], station: StationKind): Desired[] {
  const matching = profiles.filter((profile) => isFor(profile.target, station)).sort(byRank);
  const desired = new Map<string, Desired>();
  for (const profile of matching) {
    const { id: profileId, target } = profile;
    for (const { name, value } of settingsOf(profile)) {
      if (!isSpoken(name, station.ocppVersion)) continue;
      const first = desired.get(keyOf(name));
      if (first === undefined)
        desired.set(keyOf(name), { name, value, profileId, target, conflicts: [], overrides: [] });
      else if (first.value !== value) {
        const other = { profileId, target, value };
        (rankOf(first.target) === rankOf(target) ? first.conflicts : first.overrides).push(other);
      }
    }
  }
  return [...desired.values()];
}

function isFor(target: ProfileTarget, { id, groups, vendor, model }: StationKind): boolean {
  if ('stationId' in target) return target.stationId === id;
  if ('group' in target) return groups.includes(target.group);
  return isSameName(target.vendor, vendor) && isSameName(target.model, model);
}

/** Makers spell their names in more than one way. */
const isSameName = (a: string, b: string | null): boolean => a.trim().toLowerCase() === b?.trim().toLowerCase();

const rankOf = (target: ProfileTarget): number => ('stationId' in target ? 0 : 'group' in target ? 1 : 2);
const groupOf = (target: ProfileTarget): string => ('group' in target ? target.group : '');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byRank(a: ConfigurationProfile, b: ConfigurationProfile): number {
  return (
    rankOf(a.target) - rankOf(b.target) ||
    b.priority - a.priority ||
    compare(groupOf(a.target), groupOf(b.target)) ||
    compare(a.id, b.id)
  );
}

/** Keys are for 1.x, variables for 2.x; of a station that never connected both may be. */
function isSpoken({ component }: SettingName, ocppVersion: string | null): boolean {
  return ocppVersion === null || ocppVersion.startsWith('1.') === (component === null);
}
