import type { OcppVersion } from '@chargebus/contracts';
import type { OcaProfiles } from './oca-case-list';
import { OCA_16 } from './oca-cases-16';
import { OCA_201 } from './oca-cases-201';
import { OCA_201_CORE } from './oca-cases-201-core';

const BY_VERSION: Readonly<Partial<Record<OcppVersion, OcaProfiles>>> = {
  '1.6': OCA_16,
  '2.0.1': { Core: OCA_201_CORE, ...OCA_201 },
};

/** A case, with the profiles it counts for. */
export interface OcaCaseOfProfiles {
  readonly id: string;
  readonly about: string;
  readonly waitsFor: string;
  readonly profiles: readonly string[];
}

/** The cases of a version, each once, in the order of its profiles; none for a version whose list is not kept here. */
export function ocaCasesOf(version: OcppVersion): OcaCaseOfProfiles[] {
  const byId = new Map<string, OcaCaseOfProfiles>();
  for (const [profile, list] of Object.entries(BY_VERSION[version] ?? {})) {
    for (const one of list) {
      const known = byId.get(one.id);
      byId.set(one.id, known ? { ...known, profiles: [...known.profiles, profile] } : { ...one, profiles: [profile] });
    }
  }
  return [...byId.values()];
}

/** The ids in a title, without what they end in: `TC_004_1_CSMS` of 1.6 is `TC_004_1`, `TC_B_01_CSMS` of 2.x is `TC_B_01`. */
export function ocaIdsIn(title: string, version: OcppVersion): string[] {
  const ids = version.startsWith('1.') ? /\b(TC_\d{3}(?:_\d+)?)(?:_CSMS)?\b/g : /\b(TC_[A-Z]_\d+)(?:_CSMS)?\b/g;
  return [...title.matchAll(ids)].map(([, id = '']) => id);
}
