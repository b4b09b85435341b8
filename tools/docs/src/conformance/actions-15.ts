import type { Direction } from './probe-dialect';

const SENT_BY_STATIONS = [
  'Authorize',
  'BootNotification',
  'DataTransfer',
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'MeterValues',
  'StartTransaction',
  'StatusNotification',
  'StopTransaction',
];
const SENT_BY_US = [
  'CancelReservation',
  'ChangeAvailability',
  'ChangeConfiguration',
  'ClearCache',
  'DataTransfer',
  'GetConfiguration',
  'GetDiagnostics',
  'GetLocalListVersion',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'ReserveNow',
  'Reset',
  'SendLocalList',
  'UnlockConnector',
  'UpdateFirmware',
];

const going =
  (direction: Direction) =>
  (action: string): { action: string; direction: Direction } => ({ action, direction });

/** The actions of OCPP 1.5, which has no dialect yet: they stand in the table as to come. */
export const ACTIONS_15 = [...SENT_BY_STATIONS.map(going('in')), ...SENT_BY_US.map(going('out'))];
