import type { StationCommandType } from '@chargebus/contracts';
import { assembleDialect } from '../assemble-dialect';
import type { CommandTable, Dialect, IncomingRow } from '../dialect';
import { commands as sharedCommands, incoming as shared } from '../v201';
import { customerInformationIn } from '../v201/commands/customer-information';
import { requestStartTransactionIn } from '../v201/commands/request-start-transaction';
import { authorizeIn } from '../v201/incoming/authorize';
import { get15118EVCertificateIn } from '../v201/incoming/get-15118-ev-certificate';
import { impossibleNumbers } from '../v201/limits';
import { v201Oddities } from '../v201/oddities';
import { v201AnswerRepairs } from '../v201/repairs';
import type { CsmsAction, RequestOf, ResponseOf, StationAction } from './actions';
import { words21 } from './id-tokens';
import { batterySwap } from './incoming/battery-swap';
import { closePeriodicEventStream } from './incoming/close-periodic-event-stream';
import { getCertificateChainStatus } from './incoming/get-certificate-chain-status';
import { notifyDERAlarm } from './incoming/notify-der-alarm';
import { notifyDERStartStop } from './incoming/notify-der-start-stop';
import { notifyMonitoringReport } from './incoming/notify-monitoring-report';
import { notifyPeriodicEventStream } from './incoming/notify-periodic-event-stream';
import { notifyPriorityCharging } from './incoming/notify-priority-charging';
import { notifySettlement } from './incoming/notify-settlement';
import { openPeriodicEventStream } from './incoming/open-periodic-event-stream';
import { pullDynamicScheduleUpdate } from './incoming/pull-dynamic-schedule-update';
import { reportDERControl } from './incoming/report-der-control';
import { transactionEvent } from './incoming/transaction-event';
import { vatNumberValidation } from './incoming/vat-number-validation';
import { v21RepairsOf } from './repairs';
import { v21Schemas } from './schemas';

/** What a station sends, and what is made of it. `shared`: it means in 2.1 what it meant in 2.0.1, and that row reads it. */
export const incoming = {
  Authorize: authorizeIn(words21),
  BatterySwap: batterySwap,
  BootNotification: shared.BootNotification,
  ClearedChargingLimit: shared.ClearedChargingLimit,
  ClosePeriodicEventStream: closePeriodicEventStream,
  DataTransfer: shared.DataTransfer,
  FirmwareStatusNotification: shared.FirmwareStatusNotification,
  Get15118EVCertificate: get15118EVCertificateIn({ several: true }),
  GetCertificateChainStatus: getCertificateChainStatus,
  GetCertificateStatus: shared.GetCertificateStatus,
  Heartbeat: shared.Heartbeat,
  LogStatusNotification: shared.LogStatusNotification,
  MeterValues: shared.MeterValues,
  NotifyChargingLimit: shared.NotifyChargingLimit,
  NotifyCustomerInformation: shared.NotifyCustomerInformation,
  NotifyDERAlarm: notifyDERAlarm,
  NotifyDERStartStop: notifyDERStartStop,
  NotifyDisplayMessages: shared.NotifyDisplayMessages,
  NotifyEVChargingNeeds: shared.NotifyEVChargingNeeds,
  NotifyEVChargingSchedule: shared.NotifyEVChargingSchedule,
  NotifyEvent: shared.NotifyEvent,
  NotifyMonitoringReport: notifyMonitoringReport,
  NotifyPeriodicEventStream: notifyPeriodicEventStream,
  NotifyPriorityCharging: notifyPriorityCharging,
  NotifyReport: shared.NotifyReport,
  NotifySettlement: notifySettlement,
  OpenPeriodicEventStream: openPeriodicEventStream,
  PublishFirmwareStatusNotification: shared.PublishFirmwareStatusNotification,
  PullDynamicScheduleUpdate: pullDynamicScheduleUpdate,
  ReportChargingProfiles: shared.ReportChargingProfiles,
  ReportDERControl: reportDERControl,
  ReservationStatusUpdate: shared.ReservationStatusUpdate,
  SecurityEventNotification: shared.SecurityEventNotification,
  SignCertificate: shared.SignCertificate,
  StatusNotification: shared.StatusNotification,
  TransactionEvent: transactionEvent,
  VatNumberValidation: vatNumberValidation,
} satisfies { [A in StationAction]: IncomingRow<RequestOf<A>, ResponseOf<A>> | 'not-supported' };

/** What we send: the neutral command that is spelled with it, or `raw` for what only an `ocpp` command sends. */
export const outgoing = {
  AdjustPeriodicEventStream: 'raw',
  AFRRSignal: 'raw',
  CancelReservation: 'raw',
  CertificateSigned: 'raw',
  ChangeAvailability: 'set-availability',
  ChangeTransactionTariff: 'raw',
  ClearCache: 'clear-cache',
  ClearChargingProfile: 'clear-charging-profile',
  ClearDERControl: 'raw',
  ClearDisplayMessage: 'clear-display-message',
  ClearTariffs: 'raw',
  ClearVariableMonitoring: 'clear-monitoring',
  CostUpdated: 'show-cost',
  CustomerInformation: 'customer-information',
  DataTransfer: 'data-transfer',
  DeleteCertificate: 'raw',
  GetBaseReport: 'get-base-report',
  GetChargingProfiles: 'raw',
  GetCompositeSchedule: 'raw',
  GetDERControl: 'raw',
  GetDisplayMessages: 'get-display-messages',
  GetInstalledCertificateIds: 'raw',
  GetLocalListVersion: 'raw',
  GetLog: 'raw',
  GetMonitoringReport: 'get-monitoring-report',
  GetPeriodicEventStream: 'raw',
  GetReport: 'raw',
  GetTariffs: 'raw',
  GetTransactionStatus: 'get-transaction-status',
  GetVariables: 'get-variables',
  InstallCertificate: 'raw',
  NotifyAllowedEnergyTransfer: 'raw',
  NotifyWebPaymentStarted: 'raw',
  PublishFirmware: 'publish-firmware',
  RequestBatterySwap: 'raw',
  RequestStartTransaction: 'start-transaction',
  RequestStopTransaction: 'stop-transaction',
  ReserveNow: 'raw',
  Reset: 'reset',
  SendLocalList: 'raw',
  SetChargingProfile: 'set-charging-profile',
  SetDefaultTariff: 'raw',
  SetDERControl: 'raw',
  SetDisplayMessage: 'set-display-message',
  SetMonitoringBase: 'set-monitoring-base',
  SetMonitoringLevel: 'set-monitoring-level',
  SetNetworkProfile: 'set-network-profile',
  SetVariableMonitoring: 'set-monitoring',
  SetVariables: 'set-variables',
  TriggerMessage: 'trigger',
  UnlockConnector: 'unlock',
  UnpublishFirmware: 'unpublish-firmware',
  UpdateDynamicSchedule: 'raw',
  UpdateFirmware: 'update-firmware',
  UsePriorityCharging: 'raw',
} satisfies Record<CsmsAction, StationCommandType | 'raw'>;

/** How each neutral command is spelled. */
export const commands = {
  ...sharedCommands,
  'start-transaction': requestStartTransactionIn(words21),
  'customer-information': customerInformationIn(words21),
} satisfies CommandTable;

/** OCPP 2.1. */
export const v21: Dialect = assembleDialect({
  version: '2.1',
  subprotocol: 'ocpp2.1',
  schemas: v21Schemas,
  codes: { format: 'FormatViolation', occurrence: 'OccurrenceConstraintViolation' },
  incoming,
  outgoing,
  commands,
  repairs: v21RepairsOf,
  answerRepairs: v201AnswerRepairs,
  oddities: v201Oddities,
  moreRequestFaults: impossibleNumbers,
  moreCallFaults: () => [],
});
