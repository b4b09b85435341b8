/** What a station is and can do, as it told when it was last asked. */
export interface Capabilities {
  identifiedAt: string;
  /** Feature profiles (1.6 `SupportedFeatureProfiles`); null if it does not say. */
  profiles: string[] | null;
  numberOfConnectors: number | null;
  measurands: string[] | null;
  maxKeysPerRequest: number | null;
  /** Smart charging: rate units (`Current`, `Power`), highest stack level, most periods; null where it does not say. */
  chargingRateUnits: string[] | null;
  maxStackLevel: number | null;
  maxSchedulePeriods: number | null;
  keys: Record<string, { value: string | null; readonly: boolean }>;
  unknownKeys: string[];
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
    keys[key] = { value: typeof value === 'string' ? value : null, readonly: readonly === true };
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
  const list = (key: string): string[] | null =>
    text(key)
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '') ?? null;
  const count = (key: string): number | null => {
    const value = text(key)?.trim();
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
  };
  return {
    identifiedAt,
    profiles: list('SupportedFeatureProfiles'),
    numberOfConnectors: count('NumberOfConnectors'),
    measurands: list('MeterValuesSampledData'),
    maxKeysPerRequest: count('GetConfigurationMaxKeys'),
    chargingRateUnits: list('ChargingScheduleAllowedChargingRateUnit'),
    maxStackLevel: count('ChargeProfileMaxStackLevel'),
    maxSchedulePeriods: count('ChargingScheduleMaxPeriods'),
    ...configuration,
  };
}

/** Whether the station says it can be triggered (1.6 profile RemoteTrigger). */
export function canBeTriggered({ profiles }: Pick<Capabilities, 'profiles'>): boolean {
  return profiles?.some((profile) => profile.toLowerCase() === 'remotetrigger') ?? false;
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
];

/** Splits keys into requests of at most `size`. */
export function inChunks(keys: readonly string[], size: number): string[][] {
  const chunks: string[][] = [];
  for (let from = 0; from < keys.length; from += size) chunks.push(keys.slice(from, from + size));
  return chunks;
}
