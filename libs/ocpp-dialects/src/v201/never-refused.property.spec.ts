import { randomFrom, spoil } from '../spoil.fixture';
import { take } from './golden.fixture';
import { incoming } from './index';
import { ESSENTIAL } from './transaction-repairs';

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
const TRANSACTION = {
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
const GOOD: Record<keyof typeof incoming, object> = {
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
  TransactionEvent: TRANSACTION,
};
const ACTIONS = Object.keys(GOOD) as (keyof typeof GOOD)[];
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

describe('payloads spoilt at random', () => {
  it.each(SEEDS)(
    'are refused with a code of 2.0.1, or give events and answers that keep their contracts (seed %i)',
    (seed) => {
      const random = randomFrom(seed);
      for (let i = 0; i < 200; i++) {
        const action = random.of(ACTIONS);
        const { fault, answer } = take(action, spoil(GOOD[action], random, []));
        if (fault)
          expect(fault.code).toMatch(/^(?:Format|OccurrenceConstraint|PropertyConstraint|TypeConstraint)Violation$/);
        else expect(answer).toEqual(expect.any(Object));
      }
    },
  );

  it.each(SEEDS)('of transactions are never refused while the essentials stand (seed %i)', (seed) => {
    const random = randomFrom(seed * 104_729);
    for (let i = 0; i < 300; i++) {
      const eventType = random.of(['Started', 'Updated', 'Ended']);
      const payload = spoil({ ...TRANSACTION, eventType }, random, ESSENTIAL);
      expect([payload, take('TransactionEvent', payload).fault]).toEqual([payload, undefined]);
    }
  });

  it('says nothing of good ones, forgiving or strict', () => {
    for (const action of ACTIONS) {
      for (const strict of [false, true]) {
        const { fault, remarks } = take(action, GOOD[action], {}, strict);
        expect([action, fault, remarks]).toEqual([action, undefined, []]);
      }
    }
  });
});
