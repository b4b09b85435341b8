import type { StationAction } from './actions';

const AT = '2025-06-01T10:00:00Z';
const component = { name: 'C', evse: { id: 1, connectorId: 1 } };
const variable = { name: 'V', instance: 'i' };
const customData = { vendorId: 'v', more: [1] };
const idToken = { idToken: 'A', type: 'ISO14443', additionalInfo: [{ additionalIdToken: 'b', type: 'c' }], customData };
const signedMeterValue = { signedMeterData: 'a', signingMethod: 'b', encodingMethod: 'c', publicKey: 'd' };
const meterValue = [
  {
    timestamp: AT,
    sampledValue: [
      { value: 1, unitOfMeasure: { unit: 'kWh', multiplier: 1 }, context: 'Sample.Clock', signedMeterValue },
      { value: 2, phase: 'L1', location: 'Outlet', measurand: 'Voltage' },
    ],
  },
];
const schedule = { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] };
/** A TransactionEvent with all that 2.0.1 has for it. */
export const fullTransaction = {
  eventType: 'Updated',
  timestamp: AT,
  triggerReason: 'MeterValuePeriodic',
  seqNo: 1,
  offline: false,
  numberOfPhasesUsed: 3,
  cableMaxCurrent: 32,
  reservationId: 1,
  transactionInfo: {
    transactionId: 'tx',
    chargingState: 'Charging',
    timeSpentCharging: 1,
    stoppedReason: 'Local',
    remoteStartId: 1,
  },
  evse: { id: 1, connectorId: 1 },
  idToken,
  meterValue,
  customData,
};
/** A good request of every action that 2.0.1 stations send. */
export const goodRequests: Record<StationAction, object> = {
  Authorize: { idToken },
  BootNotification: { reason: 'PowerUp', chargingStation: { vendorName: 'V', model: 'M', modem: { iccid: '1' } } },
  ClearedChargingLimit: { chargingLimitSource: 'EMS', evseId: 1 },
  DataTransfer: { vendorId: 'v', data: { d: 1 }, messageId: 'm' },
  FirmwareStatusNotification: { status: 'Idle', requestId: 1 },
  Get15118EVCertificate: { iso15118SchemaVersion: 's', action: 'Install', exiRequest: 'e' },
  GetCertificateStatus: {
    ocspRequestData: {
      hashAlgorithm: 'SHA256',
      issuerNameHash: 'a',
      issuerKeyHash: 'b',
      serialNumber: 'c',
      responderURL: 'd',
    },
  },
  Heartbeat: { customData },
  LogStatusNotification: { status: 'Idle', requestId: 1 },
  MeterValues: { evseId: 1, meterValue },
  NotifyChargingLimit: { chargingLimit: { chargingLimitSource: 'EMS' }, chargingSchedule: [schedule], evseId: 1 },
  NotifyCustomerInformation: { data: 'd', seqNo: 0, generatedAt: AT, requestId: 1 },
  NotifyDisplayMessages: { requestId: 1, tbc: true },
  NotifyEVChargingNeeds: { evseId: 1, chargingNeeds: { requestedEnergyTransfer: 'DC', departureTime: AT } },
  NotifyEVChargingSchedule: { timeBase: AT, evseId: 1, chargingSchedule: schedule },
  NotifyEvent: {
    seqNo: 0,
    generatedAt: AT,
    eventData: [
      {
        eventId: 1,
        timestamp: AT,
        trigger: 'Delta',
        actualValue: '1',
        component,
        variable,
        eventNotificationType: 'CustomMonitor',
      },
    ],
  },
  NotifyMonitoringReport: {
    requestId: 1,
    seqNo: 0,
    generatedAt: AT,
    monitor: [
      {
        component,
        variable,
        variableMonitoring: [{ id: 1, transaction: false, value: 1, type: 'Delta', severity: 1 }],
      },
    ],
  },
  NotifyReport: {
    requestId: 1,
    seqNo: 0,
    generatedAt: AT,
    tbc: true,
    reportData: [{ component, variable, variableAttribute: [{ value: 'v', type: 'Actual' }] }],
  },
  PublishFirmwareStatusNotification: { status: 'Idle', location: ['l'], requestId: 1 },
  ReportChargingProfiles: {
    requestId: 1,
    chargingLimitSource: 'CSO',
    evseId: 1,
    chargingProfile: [
      {
        id: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: [schedule],
      },
    ],
  },
  ReservationStatusUpdate: { reservationId: 1, reservationUpdateStatus: 'Expired' },
  SecurityEventNotification: { type: 't', timestamp: AT, techInfo: 'i' },
  SignCertificate: { csr: 'c', certificateType: 'V2GCertificate' },
  StatusNotification: { timestamp: AT, connectorStatus: 'Occupied', evseId: 1, connectorId: 1, customData },
  TransactionEvent: fullTransaction,
};
