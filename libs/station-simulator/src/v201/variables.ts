import type { StationOptions } from '../options';
import type { Component, Variable } from './device-model';
import type { Evse } from './evse';
import type { ChargingStation } from './model';
import { TX_POINTS } from './tx-points';

type Traits = Omit<Variable, 'component' | 'variable'>;
/** By name, or `name[instance]`. */
type Rows = Record<string, Traits>;

const told = (value: string | (() => string), dataType: Variable['dataType'] = 'string'): Traits => ({
  value,
  dataType,
  mutability: 'ReadOnly',
});
const yes = told('true', 'boolean');
const no = told('false', 'boolean');
const fixed = (value: number, unit?: string): Traits => ({
  ...told(String(value), 'integer'),
  ...(unit === undefined ? {} : { unit }),
});
const flag = (value: boolean): Traits => ({ value: String(value), dataType: 'boolean', mutability: 'ReadWrite' });
const whole = (value: number, unit?: string, minLimit = 0): Traits => ({
  value: String(value),
  dataType: 'integer',
  mutability: 'ReadWrite',
  minLimit,
  ...(unit === undefined ? {} : { unit }),
});
const seconds = (value: number, min = 0): Traits => whole(value, 's', min);
const members = (value: string, valuesList: string): Traits => ({
  value,
  dataType: 'MemberList',
  mutability: 'ReadWrite',
  valuesList,
});

const MEASURANDS = [
  'Current.Import',
  'Current.Offered',
  'Energy.Active.Import.Register',
  'Frequency',
  'Power.Active.Import',
  'Power.Factor',
  'Power.Offered',
  'SoC',
  'Voltage',
].join(',');
const measurands = (value: string): Traits => members(value, MEASURANDS);
const STATES = 'Available,Occupied,Unavailable,Faulted';

const rows = (component: Component, of: Rows): Variable[] =>
  Object.entries(of).map(([path, traits]) => {
    const [, name = '', instance] = /^([^[]*)(?:\[(.*)\])?$/.exec(path) ?? [];
    return { component, variable: { name, ...(instance === undefined ? {} : { instance }) }, ...traits };
  });

/** What every controller of a full-grown 2.0.1 station has to tell and to set. */
const controllers = (o: StationOptions, now: () => Date): Record<string, Rows> => ({
  AlignedDataCtrlr: {
    Available: yes,
    Enabled: yes,
    Interval: seconds(0),
    Measurands: measurands('Energy.Active.Import.Register'),
    SendDuringIdle: flag(false),
    SignReadings: no,
    TxEndedInterval: fixed(0, 's'),
    TxEndedMeasurands: told('', 'MemberList'),
  },
  AuthCacheCtrlr: { Available: yes, Enabled: yes },
  AuthCtrlr: {
    AuthorizeRemoteStart: flag(false),
    Enabled: yes,
    LocalAuthorizeOffline: yes,
    LocalPreAuthorize: no,
    OfflineTxForUnknownIdEnabled: flag(true),
  },
  ClockCtrlr: {
    DateTime: told(() => now().toISOString(), 'dateTime'),
    TimeSource: { ...told('Heartbeat', 'SequenceList'), valuesList: 'Heartbeat' },
  },
  DeviceDataCtrlr: {
    'BytesPerMessage[GetReport]': fixed(8_192),
    'BytesPerMessage[GetVariables]': fixed(8_192),
    'BytesPerMessage[SetVariables]': fixed(8_192),
    'ItemsPerMessage[GetReport]': fixed(16),
    'ItemsPerMessage[GetVariables]': fixed(32),
    'ItemsPerMessage[SetVariables]': fixed(16),
  },
  LocalAuthListCtrlr: { Available: no, Enabled: no },
  OCPPCommCtrlr: {
    ActiveNetworkProfile: fixed(1),
    FileTransferProtocols: told('', 'MemberList'),
    HeartbeatInterval: seconds(300, 1),
    'MessageAttemptInterval[TransactionEvent]': seconds(10),
    'MessageAttempts[TransactionEvent]': whole(3, undefined, 1),
    'MessageTimeout[Default]': fixed(Math.round((o.callTimeoutMs ?? 30_000) / 1_000), 's'),
    NetworkConfigurationPriority: {
      ...{ value: '1', dataType: 'SequenceList', mutability: 'ReadWrite', valuesList: '1,2,3' },
      atBoot: true,
    },
    NetworkProfileConnectionAttempts: fixed(3),
    OfflineThreshold: seconds(60),
    QueueAllMessages: no,
    ResetRetries: whole(1),
    RetryBackOffRandomRange: fixed(Math.round((o.reconnectMinMs ?? 1_000) / 1_000), 's'),
    RetryBackOffRepeatTimes: fixed(6),
    RetryBackOffWaitMinimum: fixed(Math.round((o.reconnectMinMs ?? 1_000) / 1_000), 's'),
    UnlockOnEVSideDisconnect: flag(true),
    WebSocketPingInterval: seconds(0),
  },
  ReservationCtrlr: { Available: no, Enabled: no },
  SampledDataCtrlr: {
    Available: yes,
    Enabled: yes,
    SignReadings: no,
    TxEndedInterval: fixed(0, 's'),
    TxEndedMeasurands: measurands('Energy.Active.Import.Register'),
    TxStartedMeasurands: measurands('Energy.Active.Import.Register'),
    TxUpdatedInterval: seconds(60),
    TxUpdatedMeasurands: measurands(
      `Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage${o.reportSoc === false ? '' : ',SoC'}`,
    ),
  },
  SecurityCtrlr: {
    BasicAuthPassword: { value: '', dataType: 'string', mutability: 'WriteOnly', lengths: [16, 40] },
    CertificateEntries: fixed(0),
    Identity: told(o.id),
    OrganizationName: { value: 'Chargebus', dataType: 'string', mutability: 'ReadWrite', atBoot: true },
    SecurityProfile: fixed(o.password === undefined ? 0 : 1),
  },
  SmartChargingCtrlr: {
    Available: yes,
    Enabled: yes,
    'Entries[ChargingProfiles]': { ...fixed(0), maxLimit: 20 },
    LimitChangeSignificance: fixed(1),
    PeriodsPerSchedule: fixed(24),
    ProfileStackLevel: fixed(10),
    RateUnit: { ...told('A,W', 'MemberList'), valuesList: 'A,W' },
  },
  TariffCostCtrlr: {
    'Available[Tariff]': no,
    'Available[Cost]': yes,
    Currency: { value: 'EUR', dataType: 'string', mutability: 'ReadWrite', lengths: [3, 3] },
    'Enabled[Cost]': yes,
    TotalCostFallbackMessage: { value: 'The cost follows.', dataType: 'string', mutability: 'ReadWrite' },
  },
  TxCtrlr: {
    EVConnectionTimeOut: seconds(60, 1),
    MaxEnergyOnInvalidId: fixed(0, 'Wh'),
    StopTxOnEVSideDisconnect: flag(true),
    StopTxOnInvalidId: flag(true),
    TxBeforeAcceptedEnabled: yes,
    TxStartPoint: members('PowerPathClosed', TX_POINTS.join(',')),
    TxStopPoint: members('PowerPathClosed', TX_POINTS.join(',')),
  },
});

/** All variables of a station; what is measured is measured when it is asked. */
export function variablesOf(
  o: StationOptions,
  station: ChargingStation,
  evses: readonly Evse[],
  now: () => Date,
  profiles: () => number,
): Variable[] {
  const state = (of: () => string): Traits => ({ ...told(of, 'OptionList'), valuesList: STATES });
  const available = (of: () => boolean): Traits => told(() => String(of()), 'boolean');
  const works = (): boolean => evses.some(({ operative }) => operative);
  const own = rows(
    { name: 'ChargingStation' },
    {
      AvailabilityState: state(() => (works() ? 'Available' : 'Unavailable')),
      Available: available(works),
      FirmwareVersion: told(() => station.firmwareVersion),
      Model: told(station.model),
      Problem: told(() => String(evses.some(({ faulted }) => faulted)), 'boolean'),
      SerialNumber: told(station.serialNumber),
      SupplyPhases: fixed(o.phases ?? 3),
      VendorName: told(station.vendorName),
    },
  );
  const places = evses.flatMap((evse) => [
    ...rows(
      { name: 'EVSE', evse: { id: evse.id } },
      {
        AllowReset: yes,
        AvailabilityState: state(() => evse.status),
        Available: available(() => evse.operative),
        Power: {
          ...told(() => String(Math.round(evse.outlet.powerW)), 'integer'),
          unit: 'W',
          maxLimit: evse.outlet.maxPowerW,
        },
        SupplyPhases: fixed(evse.outlet.phases),
      },
    ),
    ...rows(
      { name: 'Connector', evse: { id: evse.id, connectorId: evse.connectorId } },
      {
        AvailabilityState: state(() => evse.status),
        Available: available(() => evse.operative),
        ConnectorType: told('cType2'),
        SupplyPhases: fixed(evse.outlet.phases),
      },
    ),
  ]);
  const rest = Object.entries(controllers(o, now)).flatMap(([name, of]) => rows({ name }, of));
  for (const row of rest) if (row.variable.instance === 'ChargingProfiles') row.value = () => String(profiles());
  return [...own, ...places, ...rest];
}
