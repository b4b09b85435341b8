import type { OcppVersion } from '@chargebus/contracts';

/** What a station said of its smart charging; null where it does not say. */
export interface SmartCharging {
  supported: boolean | null;
  rateUnits: ('A' | 'W')[] | null;
  maxStackLevel: number | null;
}

export const NOTHING_SAID: SmartCharging = { supported: null, rateUnits: null, maxStackLevel: null };

export type PauseAbility = { ok: true; unit: 'A' | 'W'; stackLevel: number } | { ok: false; reason: string };

/**
 * How a station can be paused, if it can: OCPP has no pause, so a profile of limit 0 at the highest level it has, where no
 * other one can outbid it. A station that does not say is tried, in A: what most of them take.
 */
export function decidePauseAbility(version: OcppVersion | undefined, said: SmartCharging): PauseAbility {
  if (version === '1.5') return { ok: false, reason: 'OCPP 1.5 has no smart charging' };
  if (said.supported === false) {
    const where = version === '1.6' ? 'SupportedFeatureProfiles' : 'SmartChargingCtrlr';
    return { ok: false, reason: `The station has no smart charging (${where})` };
  }
  const units = said.rateUnits ?? [];
  const unit = units.length === 0 || units.includes('A') ? 'A' : 'W';
  return { ok: true, unit, stackLevel: said.maxStackLevel ?? 0 };
}

/** 1.6 configuration keys that say what a station can. */
export const SMART_CHARGING_KEYS = [
  'SupportedFeatureProfiles',
  'ChargeProfileMaxStackLevel',
  'ChargingScheduleAllowedChargingRateUnit',
];
/** 2.x variables of SmartChargingCtrlr that do. */
export const SMART_CHARGING_VARIABLES = ['Enabled', 'ProfileStackLevel', 'RateUnit'];

type Values = ReadonlyMap<string, string>;

const toList = (text: string | undefined): string[] | null =>
  text
    ?.split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== '') ?? null;
const toCount = (text: string | undefined): number | null =>
  text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : null;

/** `Current` and `Power` are 1.6's words for the units A and W (9.4.2). */
const UNITS: Readonly<Record<string, 'A' | 'W'>> = { current: 'A', power: 'W', a: 'A', w: 'W' };
const toUnits = (text: string | undefined): ('A' | 'W')[] | null =>
  toList(text)?.flatMap((word) => UNITS[word] ?? []) ?? null;

/** Reads `{configurationKey: [{key, value}]}` of 1.6. */
export function fromConfiguration(response: unknown): SmartCharging {
  const values = valuesIn(response, 'configurationKey', (entry) => [entry['key'], entry['value']]);
  const profiles = toList(values.get('supportedfeatureprofiles'));
  return {
    supported: profiles?.includes('smartcharging') ?? null,
    rateUnits: toUnits(values.get('chargingscheduleallowedchargingrateunit')),
    maxStackLevel: toCount(values.get('chargeprofilemaxstacklevel')),
  };
}

/** Reads `{variables: [{variable, status, value}]}`, the neutral answer of 2.x. */
export function fromVariables(response: unknown): SmartCharging {
  const statuses: unknown[] = [];
  const values = valuesIn(response, 'variables', (entry) => {
    statuses.push(entry['status']);
    return [entry['variable'], entry['value']];
  });
  // Without the component there is no smart charging (2.0.1 K, device model SmartChargingCtrlr).
  const absent = statuses.length > 0 && statuses.every((status) => status === 'unknown-component');
  const enabled = values.get('enabled')?.trim().toLowerCase();
  return {
    supported: absent || enabled === 'false' ? false : enabled === 'true' ? true : null,
    rateUnits: toUnits(values.get('rateunit')),
    maxStackLevel: toCount(values.get('profilestacklevel')),
  };
}

function valuesIn(response: unknown, member: string, read: (entry: Record<string, unknown>) => unknown[]): Values {
  const list = (response as Record<string, unknown> | null | undefined)?.[member];
  const values = new Map<string, string>();
  for (const entry of Array.isArray(list) ? list : []) {
    const [name, value] = read((entry ?? {}) as Record<string, unknown>);
    if (typeof name === 'string' && typeof value === 'string') values.set(name.toLowerCase(), value);
  }
  return values;
}
