import type { EvseMap } from '@chargebus/contracts';

/** What a connector is, as people say. */
export interface ConnectorWords {
  id: number;
  standard?: string | null | undefined;
  powerType?: string | null | undefined;
  maxPowerW?: number | null | undefined;
}

/** What an EVSE is, as people say; undefined: not said, null: said to be none. */
export interface EvseDescription {
  id: number;
  /** eMI3 id. */
  evseId?: string | null | undefined;
  connectors?: readonly ConnectorWords[] | undefined;
}

/** What stations of one product have unless people say otherwise. */
export interface TemplateDefaults {
  tags?: string[] | undefined;
  groups?: string[] | undefined;
  securityProfile?: number | undefined;
  strict?: boolean | undefined;
  evseMap?: EvseMap | undefined;
  evses?: { id: number; connectors: ConnectorWords[] }[] | undefined;
}

/** What a template can give a station, as the station has it. */
export interface Templated {
  tags: string[];
  groups: string[];
  securityProfile: number;
  upgradeSecurityProfileTo: number | null;
  strict: boolean;
  evseMap: EvseMap | null;
  /** Those of these fields that people have set: no template touches them. */
  explicitFields: string[];
}

/** The fields that a template may give, and that people may have set themselves. */
export const TEMPLATED_FIELDS = ['tags', 'groups', 'securityProfile', 'strict', 'evseMap'] as const;

/**
 * What a template makes of a station. When it is registered it gets the security profile at once, with a password told to
 * whoever registers it. A station that boots is connected and has no such password: there the profile is raised once it
 * connects with it, as every upgrade of a profile.
 */
export function decideTemplate(
  station: Templated,
  defaults: TemplateDefaults,
  when: 'registered' | 'booted',
): Templated {
  const isFree = (field: (typeof TEMPLATED_FIELDS)[number]): boolean => !station.explicitFields.includes(field);
  const given: Templated = {
    ...station,
    ...(isFree('tags') && defaults.tags !== undefined ? { tags: defaults.tags } : {}),
    ...(isFree('groups') && defaults.groups !== undefined ? { groups: defaults.groups } : {}),
    ...(isFree('strict') && defaults.strict !== undefined ? { strict: defaults.strict } : {}),
    ...(isFree('evseMap') && defaults.evseMap !== undefined ? { evseMap: defaults.evseMap } : {}),
  };
  const { securityProfile: profile } = defaults;
  if (profile === undefined || !isFree('securityProfile')) return given;
  if (when === 'registered') return { ...given, securityProfile: profile };
  if (profile <= station.securityProfile || station.upgradeSecurityProfileTo !== null) return given;
  return { ...given, upgradeSecurityProfileTo: profile };
}

/** EVSEs as they are described, and as the template says where they are not. */
export function withDefaults(
  own: readonly EvseDescription[],
  { evses: defaults = [] }: TemplateDefaults,
): EvseDescription[] {
  return joined(own, defaults, (evse, usual) => ({
    ...evse,
    connectors: joined(evse.connectors ?? [], usual.connectors ?? [], (words, { standard, powerType, maxPowerW }) => ({
      id: words.id,
      standard: words.standard === undefined ? standard : words.standard,
      powerType: words.powerType === undefined ? powerType : words.powerType,
      maxPowerW: words.maxPowerW === undefined ? maxPowerW : words.maxPowerW,
    })),
  }));
}

function joined<T extends { id: number }>(own: readonly T[], usual: readonly T[], join: (one: T, usual: T) => T): T[] {
  const isOwn = (id: number): boolean => own.some((one) => one.id === id);
  const both = own.map((one) => {
    const same = usual.find(({ id }) => id === one.id);
    return same === undefined ? one : join(one, same);
  });
  return [...both, ...usual.filter(({ id }) => !isOwn(id))];
}

/** Whether a product is the one a station booted as last: names are compared in any case. */
export function isSameProduct(
  a: { vendor: string; model?: string | undefined },
  b: { vendor: string | null; model: string | null },
): boolean {
  const plain = (text: string | null | undefined): string => (text ?? '').trim().toLowerCase();
  return plain(a.vendor) === plain(b.vendor) && plain(a.model) === plain(b.model);
}
