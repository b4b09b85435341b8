import type { OcppVersion } from '../options';
import type { Wording } from '../ocpp-station';
import { anything, amount, type Check, list, oneOf, tenths, text } from '../shape';
import { answersOf, errorCodes } from './answers';
import { type CallMeasures, callsOf } from './calls';

/** One version of OCPP 2.x as this station speaks it: the same messages, measured otherwise. */
export interface Edition extends Wording {
  /** The calls of a CSMS that it implements. */
  readonly calls: Record<string, Check>;
  /** What a CSMS may call and this station does not do: NotSupported, where an unknown call is NotImplemented. */
  readonly unsupported: ReadonlySet<string>;
  /** 2.0.1 says what it costs in the answer to the last event alone. */
  readonly costInEveryAnswer: boolean;
}

const UNSUPPORTED = [
  'CancelReservation',
  'CertificateSigned',
  'DeleteCertificate',
  'GetChargingProfiles',
  'GetInstalledCertificateIds',
  'GetLocalListVersion',
  'GetLog',
  'InstallCertificate',
  'PublishFirmware',
  'ReserveNow',
  'SendLocalList',
  'UnpublishFirmware',
];
/** What came with 2.1. */
const UNSUPPORTED_21 = [
  'AFRRSignal',
  'AdjustPeriodicEventStream',
  'ChangeTransactionTariff',
  'ClearDERControl',
  'ClearTariffs',
  'GetDERControl',
  'GetPeriodicEventStream',
  'GetTariffs',
  'NotifyAllowedEnergyTransfer',
  'NotifyWebPaymentStarted',
  'RequestBatterySwap',
  'SetDERControl',
  'SetDefaultTariff',
  'UpdateDynamicSchedule',
  'UsePriorityCharging',
];

const measures201: CallMeasures = {
  token: 36,
  tokenType: oneOf('Central', 'eMAID', 'ISO14443', 'ISO15693', 'KeyCode', 'Local', 'MacAddress', 'NoAuthorization'),
  message: 512,
  formats: ['ASCII', 'HTML', 'URI', 'UTF8'],
  explanation: 512,
  value: 1_000,
  resets: ['Immediate', 'OnIdle'],
  triggers: [
    'BootNotification',
    'FirmwareStatusNotification',
    'Heartbeat',
    'LogStatusNotification',
    'MeterValues',
    'PublishFirmwareStatusNotification',
    'SignChargingStationCertificate',
    'SignCombinedCertificate',
    'SignV2GCertificate',
    'StatusNotification',
    'TransactionEvent',
  ],
  monitors: ['UpperThreshold', 'LowerThreshold', 'Delta', 'Periodic', 'PeriodicClockAligned'],
  messageStates: ['Charging', 'Faulted', 'Idle', 'Unavailable'],
  ocppVersions: ['OCPP12', 'OCPP15', 'OCPP16', 'OCPP20'],
  purposes: ['ChargingStationExternalConstraints', 'ChargingStationMaxProfile', 'TxDefaultProfile', 'TxProfile'],
  profileKinds: ['Absolute', 'Recurring', 'Relative'],
  limit: tenths,
  moreOf: { profile: [], schedule: [], period: [], trigger: [] },
};

/** In 2.1 the types of tokens are an open list, and most texts may be longer. */
const measures21: CallMeasures = {
  token: 255,
  tokenType: text(20, 1),
  message: 1_024,
  formats: [...measures201.formats, 'QRCODE'],
  explanation: 1_024,
  value: 2_500,
  resets: [...measures201.resets, 'ImmediateAndResume'],
  triggers: [...measures201.triggers, 'SignV2G20Certificate', 'CustomTrigger'],
  monitors: [...measures201.monitors, 'TargetDelta', 'TargetDeltaRelative'],
  messageStates: [...measures201.messageStates, 'Suspended', 'Discharging'],
  ocppVersions: [...measures201.ocppVersions, 'OCPP201', 'OCPP21'],
  purposes: [...measures201.purposes, 'LocalGeneration', 'PriorityCharging'],
  profileKinds: [...measures201.profileKinds, 'Dynamic'],
  limit: amount,
  moreOf: {
    profile: [
      'dynUpdateInterval',
      'dynUpdateTime',
      'invalidAfterOfflineDuration',
      'maxOfflineDuration',
      'priceScheduleSignature',
    ],
    schedule: [
      'absolutePriceSchedule',
      'digestValue',
      'limitAtSoC',
      'powerTolerance',
      'priceLevelSchedule',
      'randomizedDelay',
      'signatureId',
      'useLocalTime',
    ],
    period: ['evseSleep', 'operationMode', 'preconditioningRequest'],
    trigger: ['customTrigger'],
  },
};

/** What 2.x spells alike. */
const spelling = { formationError: 'FormatViolation', errorCodes };

export const editions: Record<Exclude<OcppVersion, '1.6'>, Edition> = {
  '2.0.1': {
    ...spelling,
    subprotocol: 'ocpp2.0.1',
    frameErrors: { unreadable: 'RpcFrameworkError', unknownType: 'MessageTypeNotSupported' },
    answers: answersOf(measures201),
    calls: callsOf(measures201),
    unsupported: new Set(UNSUPPORTED),
    costInEveryAnswer: false,
  },
  '2.1': {
    ...spelling,
    subprotocol: 'ocpp2.1',
    // In 2.1 a message of an unknown type is ignored again.
    frameErrors: { unreadable: 'RpcFrameworkError' },
    answers: answersOf(measures21, {
      Authorize: { allowedEnergyTransfer: list(text(50), 1), tariff: anything },
      TransactionEvent: { transactionLimit: anything, updatedPersonalMessageExtra: list(anything, 1, 4) },
    }),
    calls: callsOf(measures21),
    unsupported: new Set([...UNSUPPORTED, ...UNSUPPORTED_21]),
    costInEveryAnswer: true,
  },
};
