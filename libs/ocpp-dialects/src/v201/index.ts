import type { StationCommandType } from '@chargebus/contracts';
import { assembleDialect } from '../assemble-dialect';
import type { CommandTable, Dialect, IncomingRow } from '../dialect';
import type { CsmsAction, RequestOf, ResponseOf, StationAction } from './actions';
import { changeAvailability } from './commands/change-availability';
import { clearCache } from './commands/clear-cache';
import { clearChargingProfile } from './commands/clear-charging-profile';
import { clearDisplayMessage } from './commands/clear-display-message';
import { clearVariableMonitoring } from './commands/clear-variable-monitoring';
import { costUpdated } from './commands/cost-updated';
import { customerInformation } from './commands/customer-information';
import { getDisplayMessages } from './commands/get-display-messages';
import { getMonitoringReport } from './commands/get-monitoring-report';
import { setDisplayMessage } from './commands/set-display-message';
import { setMonitoringBase } from './commands/set-monitoring-base';
import { setMonitoringLevel } from './commands/set-monitoring-level';
import { setNetworkProfile } from './commands/set-network-profile';
import { setVariableMonitoring } from './commands/set-variable-monitoring';
import { dataTransferToStation } from './commands/data-transfer';
import { getBaseReport } from './commands/get-base-report';
import { getTransactionStatus } from './commands/get-transaction-status';
import { getVariables } from './commands/get-variables';
import { noConfigurationKeys } from './commands/no-configuration-keys';
import { publishFirmware } from './commands/publish-firmware';
import { requestStartTransaction } from './commands/request-start-transaction';
import { requestStopTransaction } from './commands/request-stop-transaction';
import { reset } from './commands/reset';
import { setChargingProfile } from './commands/set-charging-profile';
import { setVariables } from './commands/set-variables';
import { triggerMessage } from './commands/trigger-message';
import { unlockConnector } from './commands/unlock-connector';
import { unpublishFirmware } from './commands/unpublish-firmware';
import { updateFirmware } from './commands/update-firmware';
import { authorize } from './incoming/authorize';
import { bootNotification } from './incoming/boot-notification';
import { clearedChargingLimit } from './incoming/cleared-charging-limit';
import { dataTransfer } from './incoming/data-transfer';
import { firmwareStatusNotification } from './incoming/firmware-status-notification';
import { get15118EVCertificate } from './incoming/get-15118-ev-certificate';
import { getCertificateStatus } from './incoming/get-certificate-status';
import { heartbeat } from './incoming/heartbeat';
import { logStatusNotification } from './incoming/log-status-notification';
import { meterValues } from './incoming/meter-values';
import { notifyChargingLimit } from './incoming/notify-charging-limit';
import { notifyCustomerInformation } from './incoming/notify-customer-information';
import { notifyDisplayMessages } from './incoming/notify-display-messages';
import { notifyEVChargingNeeds } from './incoming/notify-ev-charging-needs';
import { notifyEVChargingSchedule } from './incoming/notify-ev-charging-schedule';
import { notifyEvent } from './incoming/notify-event';
import { notifyMonitoringReport } from './incoming/notify-monitoring-report';
import { notifyReport } from './incoming/notify-report';
import { publishFirmwareStatusNotification } from './incoming/publish-firmware-status-notification';
import { reportChargingProfiles } from './incoming/report-charging-profiles';
import { reservationStatusUpdate } from './incoming/reservation-status-update';
import { securityEventNotification } from './incoming/security-event-notification';
import { signCertificate } from './incoming/sign-certificate';
import { statusNotification } from './incoming/status-notification';
import { transactionEvent } from './incoming/transaction-event';
import { impossibleNumbers } from './limits';
import { v201Oddities } from './oddities';
import { v201AnswerRepairs, v201RepairsOf } from './repairs';
import { v201Schemas } from './schemas';

/** What a station sends, and what is made of it. */
export const incoming = {
  Authorize: authorize,
  BootNotification: bootNotification,
  ClearedChargingLimit: clearedChargingLimit,
  DataTransfer: dataTransfer,
  FirmwareStatusNotification: firmwareStatusNotification,
  Get15118EVCertificate: get15118EVCertificate,
  GetCertificateStatus: getCertificateStatus,
  Heartbeat: heartbeat,
  LogStatusNotification: logStatusNotification,
  MeterValues: meterValues,
  NotifyChargingLimit: notifyChargingLimit,
  NotifyCustomerInformation: notifyCustomerInformation,
  NotifyDisplayMessages: notifyDisplayMessages,
  NotifyEVChargingNeeds: notifyEVChargingNeeds,
  NotifyEVChargingSchedule: notifyEVChargingSchedule,
  NotifyEvent: notifyEvent,
  NotifyMonitoringReport: notifyMonitoringReport,
  NotifyReport: notifyReport,
  PublishFirmwareStatusNotification: publishFirmwareStatusNotification,
  ReportChargingProfiles: reportChargingProfiles,
  ReservationStatusUpdate: reservationStatusUpdate,
  SecurityEventNotification: securityEventNotification,
  SignCertificate: signCertificate,
  StatusNotification: statusNotification,
  TransactionEvent: transactionEvent,
} satisfies { [A in StationAction]: IncomingRow<RequestOf<A>, ResponseOf<A>> | 'not-supported' };

/** What we send: the neutral command that is spelled with it, or `raw` for what only an `ocpp` command sends. */
export const outgoing = {
  CancelReservation: 'raw',
  CertificateSigned: 'raw',
  ChangeAvailability: 'set-availability',
  ClearCache: 'clear-cache',
  ClearChargingProfile: 'clear-charging-profile',
  ClearDisplayMessage: 'clear-display-message',
  ClearVariableMonitoring: 'clear-monitoring',
  CostUpdated: 'show-cost',
  CustomerInformation: 'customer-information',
  DataTransfer: 'data-transfer',
  DeleteCertificate: 'raw',
  GetBaseReport: 'get-base-report',
  GetChargingProfiles: 'raw',
  GetCompositeSchedule: 'raw',
  GetDisplayMessages: 'get-display-messages',
  GetInstalledCertificateIds: 'raw',
  GetLocalListVersion: 'raw',
  GetLog: 'raw',
  GetMonitoringReport: 'get-monitoring-report',
  GetReport: 'raw',
  GetTransactionStatus: 'get-transaction-status',
  GetVariables: 'get-variables',
  InstallCertificate: 'raw',
  PublishFirmware: 'publish-firmware',
  RequestStartTransaction: 'start-transaction',
  RequestStopTransaction: 'stop-transaction',
  ReserveNow: 'raw',
  Reset: 'reset',
  SendLocalList: 'raw',
  SetChargingProfile: 'set-charging-profile',
  SetDisplayMessage: 'set-display-message',
  SetMonitoringBase: 'set-monitoring-base',
  SetMonitoringLevel: 'set-monitoring-level',
  SetNetworkProfile: 'set-network-profile',
  SetVariableMonitoring: 'set-monitoring',
  SetVariables: 'set-variables',
  TriggerMessage: 'trigger',
  UnlockConnector: 'unlock',
  UnpublishFirmware: 'unpublish-firmware',
  UpdateFirmware: 'update-firmware',
} satisfies Record<CsmsAction, StationCommandType | 'raw'>;

/** How each neutral command is spelled. */
export const commands = {
  'start-transaction': requestStartTransaction,
  'stop-transaction': requestStopTransaction,
  trigger: triggerMessage,
  reset,
  unlock: unlockConnector,
  'set-availability': changeAvailability,
  'clear-cache': clearCache,
  'get-configuration': noConfigurationKeys('get-variables'),
  'set-configuration': noConfigurationKeys('set-variables'),
  'get-variables': getVariables,
  'set-variables': setVariables,
  'get-base-report': getBaseReport,
  'clear-display-message': clearDisplayMessage,
  'clear-monitoring': clearVariableMonitoring,
  'customer-information': customerInformation,
  'get-display-messages': getDisplayMessages,
  'get-monitoring-report': getMonitoringReport,
  'set-display-message': setDisplayMessage,
  'set-monitoring-base': setMonitoringBase,
  'set-monitoring-level': setMonitoringLevel,
  'set-network-profile': setNetworkProfile,
  'set-monitoring': setVariableMonitoring,
  'update-firmware': updateFirmware,
  'publish-firmware': publishFirmware,
  'unpublish-firmware': unpublishFirmware,
  'data-transfer': dataTransferToStation,
  'show-cost': costUpdated,
  'get-transaction-status': getTransactionStatus,
  'set-charging-profile': setChargingProfile,
  'clear-charging-profile': clearChargingProfile,
} satisfies CommandTable;

/** OCPP 2.0.1. */
export const v201: Dialect = assembleDialect({
  version: '2.0.1',
  subprotocol: 'ocpp2.0.1',
  schemas: v201Schemas,
  codes: { format: 'FormatViolation', occurrence: 'OccurrenceConstraintViolation' },
  incoming,
  outgoing,
  commands,
  repairs: v201RepairsOf,
  answerRepairs: v201AnswerRepairs,
  oddities: v201Oddities,
  moreRequestFaults: impossibleNumbers,
  moreCallFaults: () => [],
});
