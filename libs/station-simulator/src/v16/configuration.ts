export interface ConfigurationKey {
  value: string;
  readonly?: boolean;
  type: 'whole' | 'flag' | 'list' | 'text';
  /** Words a list may be made of. */
  words?: readonly string[];
  /** Takes effect at the next boot only. */
  atBoot?: boolean;
  /** Never told (AuthorizationKey). */
  writeOnly?: boolean;
}

export type ChangeStatus = 'Accepted' | 'Rejected' | 'RebootRequired' | 'NotSupported';

/** A station's configuration keys, as Get- and ChangeConfiguration see them. Keys are compared without case. */
export class Configuration {
  private readonly keys = new Map<string, ConfigurationKey & { name: string }>();

  constructor(keys: Record<string, ConfigurationKey>, given: Record<string, string> = {}) {
    for (const [name, key] of Object.entries(keys)) this.keys.set(name.toLowerCase(), { ...key, name });
    for (const [name, value] of Object.entries(given)) {
      const key = this.keys.get(name.toLowerCase());
      // What a model has no key for may still be one of its internal settings, so it is kept, but never told.
      if (key) key.value = value;
      else this.keys.set(name.toLowerCase(), { name, value, type: 'text', writeOnly: true, readonly: true });
    }
  }

  /** The number behind a key; `otherwise` if this model has no such key. */
  whole(name: string, otherwise: number): number {
    const value = Number(this.keys.get(name.toLowerCase())?.value);
    return Number.isInteger(value) ? value : otherwise;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.keys.get(name.toLowerCase())?.value.toLowerCase();
    return value === undefined ? otherwise : value === 'true';
  }

  list(name: string): string[] {
    const value = this.keys.get(name.toLowerCase())?.value ?? '';
    return value.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  }

  /** The whole or the asked part, with what is unknown named apart. */
  get(asked: readonly string[] = []): { configurationKey?: object[]; unknownKey?: string[] } {
    const told = [...this.keys.values()].filter((key) => !key.writeOnly);
    const wanted = new Set(asked.map((name) => name.toLowerCase()));
    const known = told.filter((key) => wanted.size === 0 || wanted.has(key.name.toLowerCase()));
    const names = new Set(known.map((key) => key.name.toLowerCase()));
    const unknownKey = asked.filter((name) => !names.has(name.toLowerCase()));
    return {
      configurationKey: known.map(({ name, value, readonly }) => ({ key: name, readonly: readonly ?? false, value })),
      ...(unknownKey.length > 0 ? { unknownKey } : {}),
    };
  }

  change(name: string, value: string): ChangeStatus {
    const key = this.keys.get(name.toLowerCase());
    if (!key || (key.writeOnly && key.readonly)) return 'NotSupported';
    if (key.readonly || !fits(key, value)) return 'Rejected';
    key.value = value;
    return key.atBoot ? 'RebootRequired' : 'Accepted';
  }
}

function fits(key: ConfigurationKey, value: string): boolean {
  if (key.type === 'whole') return /^\d{1,9}$/.test(value);
  if (key.type === 'flag') return /^(true|false)$/i.test(value);
  const words = key.words;
  if (key.type === 'list' && words)
    return value.split(',').every((word) => value === '' || words.includes(word.trim()));
  return true;
}

const MEASURANDS = [
  'Current.Import',
  'Current.Offered',
  'Energy.Active.Import.Register',
  'Frequency',
  'Power.Active.Import',
  'Power.Factor',
  'Power.Offered',
  'SoC',
  'Temperature',
  'Voltage',
] as const;

const whole = (value: number, readonly = false): ConfigurationKey => ({
  value: String(value),
  type: 'whole',
  readonly,
});
const flag = (value: boolean, readonly = false): ConfigurationKey => ({ value: String(value), type: 'flag', readonly });
const told = (value: string): ConfigurationKey => ({ value, type: 'text', readonly: true });
const measurands = (value: string): ConfigurationKey => ({ value, type: 'list', words: MEASURANDS });

/** The keys of a full-grown 1.6 station. */
export const genericKeys = (connectors: number, soc: boolean): Record<string, ConfigurationKey> => ({
  AllowOfflineTxForUnknownId: flag(true),
  AuthorizationCacheEnabled: flag(true),
  AuthorizationKey: { value: '', type: 'text', writeOnly: true },
  AuthorizeRemoteTxRequests: flag(false),
  ChargeProfileMaxStackLevel: whole(10, true),
  ChargingScheduleAllowedChargingRateUnit: told('Current,Power'),
  ChargingScheduleMaxPeriods: whole(24, true),
  ClockAlignedDataInterval: whole(0),
  ConnectionTimeOut: whole(60),
  ConnectorPhaseRotation: { value: '0.RST', type: 'text', atBoot: true },
  GetConfigurationMaxKeys: whole(50, true),
  HeartbeatInterval: whole(300),
  LocalAuthorizeOffline: flag(true),
  LocalPreAuthorize: flag(false),
  MaxChargingProfilesInstalled: whole(20, true),
  MaxEnergyOnInvalidId: whole(0),
  MeterValueSampleInterval: whole(60),
  MeterValuesAlignedData: measurands('Energy.Active.Import.Register'),
  MeterValuesSampledData: measurands(
    `Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage${soc ? ',SoC' : ''}`,
  ),
  NumberOfConnectors: whole(connectors, true),
  ResetRetries: whole(1),
  SecurityProfile: whole(0),
  StopTransactionOnEVSideDisconnect: flag(true),
  StopTransactionOnInvalidId: flag(true),
  StopTxnAlignedData: measurands(''),
  StopTxnSampledData: measurands('Energy.Active.Import.Register'),
  SupportedFeatureProfiles: told('Core,FirmwareManagement,SmartCharging,RemoteTrigger'),
  TransactionMessageAttempts: whole(3),
  TransactionMessageRetryInterval: whole(10),
  UnlockConnectorOnEVSideDisconnect: flag(true),
  WebSocketPingInterval: whole(0),
});

/** The keys of a go-e Charger: all others are unknown to it. */
export const goEKeys = (): Record<string, ConfigurationKey> => ({
  ChargeProfileMaxStackLevel: whole(10, true),
  ChargingScheduleAllowedChargingRateUnit: told('Current,Power'),
  ChargingScheduleMaxPeriods: whole(24, true),
  ClockAlignedDataInterval: whole(0),
  ConnectorPhaseRotation: told('1.RST'),
  ConnectorPhaseRotationMaxLength: whole(1, true),
  ConnectorSwitch3to1PhaseSupported: flag(true, true),
  GetConfigurationMaxKeys: whole(50, true),
  HeartbeatInterval: whole(300),
  LightIntensity: whole(100),
  MaxChargingProfilesInstalled: whole(10, true),
  MeterValueSampleInterval: whole(60),
  MeterValuesSampledData: told(MEASURANDS.filter((measurand) => measurand !== 'SoC').join(',')),
  MeterValuesSampledDataMaxLength: whole(9, true),
  NumberOfConnectors: whole(1, true),
  SupportedFeatureProfiles: told('Core,FirmwareManagement,SmartCharging,RemoteTrigger'),
  SupportedFeatureProfilesMaxLength: whole(4, true),
  WebSocketPingInterval: whole(0),
});
