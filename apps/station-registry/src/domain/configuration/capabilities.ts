import { isSecretName } from '@chargebus/contracts';
import { COST_KEY } from './cost-display';

/**
 * What a station is and can do, as it told when it was last asked: the same words for every version. Null where it does not say.
 */
export interface Capabilities {
  identifiedAt: string;
  /** Feature profiles in 1.6's words (`Core`, `SmartCharging`, ...); of 2.x by the controllers it has. */
  profiles: string[] | null;
  /** 2.x: its controllers (`SmartChargingCtrlr`) that do not say they are not available. */
  controllers: string[] | null;
  numberOfEvses: number | null;
  numberOfConnectors: number | null;
  measurands: string[] | null;
  /** Keys (1.6) or variables (2.x) in one request that reads. */
  maxKeysPerRequest: number | null;
  /** Most items and bytes in one request that reads or sets; 1.6 sets one key at a time. */
  limits: RequestLimits;
  /** Smart charging: rate units (`Current`, `Power`), highest stack level, most periods. */
  chargingRateUnits: string[] | null;
  maxStackLevel: number | null;
  maxSchedulePeriods: number | null;
  /** By key (1.6), or by `Component.Variable` (2.x: those of the station itself; all are in its variables). No secrets. */
  keys: Record<string, { value: string | null; readonly: boolean }>;
  unknownKeys: string[];
}

/** What one request may hold; null where the station does not say. */
export interface RequestLimits {
  itemsPerGet: number | null;
  bytesPerGet: number | null;
  itemsPerSet: number | null;
  bytesPerSet: number | null;
}

/** What a station answered to get-configuration, in the parts that were asked. */
export interface ReadConfiguration {
  keys: Capabilities['keys'];
  unknownKeys: string[];
}

/** Reads a get-configuration response (`configurationKey`, `unknownKey`); what is malformed in it is left out. */
export function toConfiguration(response: unknown): ReadConfiguration {
  const { configurationKey, unknownKey } = (response ?? {}) as { configurationKey?: unknown; unknownKey?: unknown };
  const keys: Capabilities['keys'] = {};
  for (const entry of Array.isArray(configurationKey) ? configurationKey : []) {
    const { key, value, readonly } = (entry ?? {}) as { key?: unknown; value?: unknown; readonly?: unknown };
    if (typeof key !== 'string') continue;
    const isTold = typeof value === 'string' && !isSecretName(key);
    keys[key] = { value: isTold ? value : null, readonly: readonly === true };
  }
  const unknownKeys = (Array.isArray(unknownKey) ? unknownKey : []).filter((key) => typeof key === 'string');
  return { keys, unknownKeys };
}

/** The parts of a configuration that was read in several requests, as one. */
export function joinConfigurations(parts: readonly ReadConfiguration[]): ReadConfiguration {
  return {
    keys: Object.assign({}, ...parts.map(({ keys }) => keys)) as Capabilities['keys'],
    unknownKeys: [...new Set(parts.flatMap(({ unknownKeys }) => unknownKeys))],
  };
}

/** What the configuration says of the station's abilities. Keys are compared without case: stations differ in it. */
export function toCapabilities(configuration: ReadConfiguration, identifiedAt: string): Capabilities {
  const values = new Map(Object.entries(configuration.keys).map(([key, { value }]) => [key.toLowerCase(), value]));
  const text = (key: string): string | null => values.get(key.toLowerCase()) ?? null;
  const itemsPerGet = toCount(text('GetConfigurationMaxKeys'));
  // 1.x connector n is EVSE n.
  const numberOfConnectors = toCount(text('NumberOfConnectors'));
  return {
    identifiedAt,
    profiles: toList(text('SupportedFeatureProfiles')),
    controllers: null,
    numberOfEvses: numberOfConnectors,
    numberOfConnectors,
    measurands: toList(text('MeterValuesSampledData')),
    maxKeysPerRequest: itemsPerGet,
    limits: { itemsPerGet, bytesPerGet: null, itemsPerSet: 1, bytesPerSet: null },
    chargingRateUnits: toList(text('ChargingScheduleAllowedChargingRateUnit')),
    maxStackLevel: toCount(text('ChargeProfileMaxStackLevel')),
    maxSchedulePeriods: toCount(text('ChargingScheduleMaxPeriods')),
    ...configuration,
  };
}

/** The words of a list as stations write it, separated by commas; null if it is not told. */
export function toList(text: string | null): string[] | null {
  const words = text?.split(',').map((item) => item.trim());
  return words?.filter((item) => item !== '') ?? null;
}

/** A whole number as stations write it; null for anything else. */
export function toCount(text: string | null): number | null {
  const value = text?.trim() ?? '';
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** Whether the station says it can be triggered (1.6 profile RemoteTrigger). */
export function canBeTriggered({ profiles }: Pick<Capabilities, 'profiles'>): boolean {
  return profiles?.some((profile) => profile.toLowerCase() === 'remotetrigger') ?? false;
}

/** 1.6 9.4.2 calls the units `Current` and `Power`; some stations write A and W. */
const RATE_UNITS: Readonly<Record<string, 'A' | 'W'>> = { current: 'A', power: 'W', a: 'A', w: 'W' };

/** What the station said of its smart charging, for services that need it; null where it does not say. */
export function toSmartCharging({ profiles, chargingRateUnits, maxStackLevel }: Partial<Capabilities>): {
  supported: boolean | null;
  rateUnits: ('A' | 'W')[] | null;
  maxStackLevel: number | null;
} {
  return {
    supported: profiles?.some((profile) => profile.toLowerCase() === 'smartcharging') ?? null,
    rateUnits: chargingRateUnits?.flatMap((word) => RATE_UNITS[word.toLowerCase()] ?? []) ?? null,
    maxStackLevel: maxStackLevel ?? null,
  };
}

/**
 * OCPP 1.6 configuration keys that `identify` asks for by name, for stations that cannot give all keys at once: those of
 * section 9 that every profile has, in chunks a small station can answer.
 */
export const KEYS_TO_ASK: readonly string[] = [
  'SupportedFeatureProfiles',
  'NumberOfConnectors',
  'GetConfigurationMaxKeys',
  'HeartbeatInterval',
  'MeterValueSampleInterval',
  'MeterValuesSampledData',
  'ClockAlignedDataInterval',
  'AuthorizeRemoteTxRequests',
  'LocalPreAuthorize',
  'StopTransactionOnInvalidId',
  'StopTransactionOnEVSideDisconnect',
  'TransactionMessageAttempts',
  'TransactionMessageRetryInterval',
  'ConnectionTimeOut',
  'WebSocketPingInterval',
  'ChargeProfileMaxStackLevel',
  'ChargingScheduleAllowedChargingRateUnit',
  'ChargingScheduleMaxPeriods',
  'MaxChargingProfilesInstalled',
  'ReserveConnectorZeroSupported',
  COST_KEY,
];

/** Splits keys into requests of at most `size`. */
export function inChunks<T>(keys: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < keys.length; from += size) chunks.push(keys.slice(from, from + size));
  return chunks;
}
