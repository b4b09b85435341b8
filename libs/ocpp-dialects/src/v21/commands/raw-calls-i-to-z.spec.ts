import { rawCaller, type RawCall } from '../../raw-call.fixture';
import { v21 } from '../index';

describe('raw calls of 2.1, I to Z: the payload in the order of the schema, and what the result means', () => {
  it.each<RawCall>([
    [
      'install a root of the car makers',
      'InstallCertificate',
      { certificateType: 'OEMRootCertificate', certificate: 'PEM' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'which way energy may go',
      'NotifyAllowedEnergyTransfer',
      { transactionId: 'tx-1', allowedEnergyTransfer: ['AC_BPT'] },
      { status: 'Accepted' },
      'accepted',
    ],
    ['a driver pays on the web', 'NotifyWebPaymentStarted', { evseId: 1, timeout: 60 }, {}, 'accepted'],
    [
      'firmware for the stations behind this one',
      'PublishFirmware',
      { location: 'https://fw.example/1.bin', checksum: 'd41d8cd98f00b204e9800998ecf8427e', requestId: 3 },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'swap batteries',
      'RequestBatterySwap',
      { idToken: { idToken: 'TAG1', type: 'ISO14443' }, requestId: 3 },
      { status: 'Rejected' },
      'rejected',
    ],
    [
      'a remote start with a type of token that 2.0.1 has not',
      'RequestStartTransaction',
      { evseId: 1, idToken: { idToken: 'PAY-1', type: 'DirectPayment' }, remoteStartId: 9 },
      { status: 'Accepted', transactionId: 'tx-1' },
      'accepted',
    ],
    ['a remote stop', 'RequestStopTransaction', { transactionId: 'tx-1' }, { status: 'Accepted' }, 'accepted'],
    [
      'reserve a connector of an open list of types',
      'ReserveNow',
      {
        id: 5,
        expiryDateTime: '2025-06-01T18:00:00Z',
        connectorType: 'cMCS',
        idToken: { idToken: 'TAG1', type: 'ISO14443' },
      },
      { status: 'Occupied' },
      'rejected',
    ],
    [
      'reset at once, and go on with what runs',
      'Reset',
      { type: 'ImmediateAndResume' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'an empty local list',
      'SendLocalList',
      { versionNumber: 5, updateType: 'Full' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'a dynamic profile',
      'SetChargingProfile',
      {
        evseId: 1,
        chargingProfile: {
          id: 7,
          stackLevel: 1,
          chargingProfilePurpose: 'TxProfile',
          chargingProfileKind: 'Dynamic',
          transactionId: 'tx-1',
          chargingSchedule: [
            {
              id: 1,
              chargingRateUnit: 'W',
              chargingSchedulePeriod: [{ startPeriod: 0, limit: 11000, operationMode: 'ChargingOnly' }],
            },
          ],
          dynUpdateInterval: 60,
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'a control of distributed energy',
      'SetDERControl',
      {
        isDefault: true,
        controlId: 'c-1',
        controlType: 'LimitMaxDischarge',
        limitMaxDischarge: { priority: 1, pctMaxDischargePower: 50 },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'the tariff of the station',
      'SetDefaultTariff',
      { evseId: 0, tariff: { tariffId: 'T1', currency: 'EUR', energy: { prices: [{ priceKwh: 0.35 }] } } },
      { status: 'TooManyElements' },
      'rejected',
    ],
    [
      'a tariff whose conditions the station does not know',
      'SetDefaultTariff',
      { evseId: 0, tariff: { tariffId: 'T1', currency: 'EUR', energy: { prices: [{ priceKwh: 0.35 }] } } },
      { status: 'ConditionNotSupported' },
      'unsupported',
    ],
    [
      'a code to scan on the display',
      'SetDisplayMessage',
      { message: { id: 1, priority: 'NormalCycle', message: { format: 'QRCODE', content: 'https://pay.example' } } },
      { status: 'LanguageNotSupported' },
      'unsupported',
    ],
    [
      'all monitors that the station has',
      'SetMonitoringBase',
      { monitoringBase: 'All' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'the severity from which on monitors tell',
      'SetMonitoringLevel',
      { severity: 4 },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'a network profile',
      'SetNetworkProfile',
      {
        configurationSlot: 1,
        connectionData: {
          ocppVersion: 'OCPP21',
          ocppInterface: 'Any',
          ocppTransport: 'JSON',
          messageTimeout: 30,
          ocppCsmsUrl: 'wss://csms.example/ocpp',
          securityProfile: 2,
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'a monitor that tells in a stream',
      'SetVariableMonitoring',
      {
        setMonitoringData: [
          {
            periodicEventStream: { interval: 10, values: 5 },
            value: 11000,
            type: 'TargetDelta',
            severity: 4,
            component: { evse: { id: 1 }, name: 'EVSE' },
            variable: { name: 'Power' },
          },
        ],
      },
      {
        setMonitoringResult: [
          {
            id: 1,
            status: 'Accepted',
            type: 'TargetDelta',
            component: { name: 'EVSE', evse: { id: 1 } },
            variable: { name: 'Power' },
            severity: 4,
          },
        ],
      },
      'accepted',
    ],
    [
      'a variable that needs a reboot',
      'SetVariables',
      {
        setVariableData: [
          { attributeValue: '60', component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } },
        ],
      },
      {
        setVariableResult: [
          {
            attributeStatus: 'RebootRequired',
            component: { name: 'OCPPCommCtrlr' },
            variable: { name: 'HeartbeatInterval' },
          },
        ],
      },
      'accepted',
    ],
    [
      'a message that only this station has',
      'TriggerMessage',
      { requestedMessage: 'CustomTrigger', customTrigger: 'own' },
      { status: 'NotImplemented' },
      'unsupported',
    ],
    ['unlock', 'UnlockConnector', { evseId: 1, connectorId: 1 }, { status: 'UnlockFailed' }, 'failed'],
    [
      'published firmware is taken back',
      'UnpublishFirmware',
      { checksum: 'd41d8cd98f00b204e9800998ecf8427e' },
      { status: 'NoFirmware' },
      'rejected',
    ],
    [
      'new limits of a dynamic profile',
      'UpdateDynamicSchedule',
      { chargingProfileId: 7, scheduleUpdate: { limit: 11000, setpoint: -5000 } },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'signed firmware',
      'UpdateFirmware',
      {
        requestId: 3,
        firmware: {
          location: 'https://fw.example/1.bin',
          retrieveDateTime: '2025-06-01T10:00:00Z',
          signingCertificate: 'PEM',
          signature: 'c2ln',
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'charge with priority',
      'UsePriorityCharging',
      { transactionId: 'tx-1', activate: true },
      { status: 'NoProfile' },
      'rejected',
    ],
  ])('%s', rawCaller(v21));
});
