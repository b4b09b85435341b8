import type { StationCommandType } from '@chargebus/contracts';
import { assembleDialect } from '../assemble-dialect';
import type { CommandTable, Dialect, IncomingRow } from '../dialect';
import type { CsmsAction, RequestOf, ResponseOf, StationAction } from './actions';
import { changeAvailability } from './commands/change-availability';
import { changeConfiguration } from './commands/change-configuration';
import { clearCache } from './commands/clear-cache';
import { clearChargingProfile } from './commands/clear-charging-profile';
import { dataTransferToStation } from './commands/data-transfer';
import { getConfiguration } from './commands/get-configuration';
import { noDeviceModel } from './commands/no-device-model';
import { noTransactionStatus } from './commands/no-transaction-status';
import { remoteStartTransaction } from './commands/remote-start-transaction';
import { remoteStopTransaction } from './commands/remote-stop-transaction';
import { reset } from './commands/reset';
import { setChargingProfile } from './commands/set-charging-profile';
import { showCost } from './commands/show-cost';
import { triggerMessage } from './commands/trigger-message';
import { unlockConnector } from './commands/unlock-connector';
import { updateFirmware } from './commands/update-firmware';
import { authorize } from './incoming/authorize';
import { bootNotification } from './incoming/boot-notification';
import { dataTransfer } from './incoming/data-transfer';
import { diagnosticsStatusNotification } from './incoming/diagnostics-status-notification';
import { firmwareStatusNotification } from './incoming/firmware-status-notification';
import { heartbeat } from './incoming/heartbeat';
import { logStatusNotification } from './incoming/log-status-notification';
import { meterValues } from './incoming/meter-values';
import { securityEventNotification } from './incoming/security-event-notification';
import { signCertificate } from './incoming/sign-certificate';
import { signedFirmwareStatusNotification } from './incoming/signed-firmware-status-notification';
import { startTransaction } from './incoming/start-transaction';
import { statusNotification } from './incoming/status-notification';
import { stopTransaction } from './incoming/stop-transaction';
import { v16Oddities } from './oddities';
import { toOwnNumbers } from './own-numbers';
import { v16AnswerRepairs, v16RepairsOf } from './repairs';
import { v16Schemas } from './schemas';
import { impossibleConnector, overSendLimits } from './limits';

/** What a station sends, and what is made of it. */
export const incoming = {
  Authorize: authorize,
  BootNotification: bootNotification,
  DataTransfer: dataTransfer,
  DiagnosticsStatusNotification: diagnosticsStatusNotification,
  FirmwareStatusNotification: firmwareStatusNotification,
  Heartbeat: heartbeat,
  LogStatusNotification: logStatusNotification,
  MeterValues: meterValues,
  SecurityEventNotification: securityEventNotification,
  SignCertificate: signCertificate,
  SignedFirmwareStatusNotification: signedFirmwareStatusNotification,
  StartTransaction: startTransaction,
  StatusNotification: statusNotification,
  StopTransaction: stopTransaction,
} satisfies { [A in StationAction]: IncomingRow<RequestOf<A>, ResponseOf<A>> | 'not-supported' };

/** What we send: the neutral command that is spelled with it, or `raw` for what only an `ocpp` command sends. */
export const outgoing = {
  CancelReservation: 'raw',
  CertificateSigned: 'raw',
  ChangeAvailability: 'set-availability',
  ChangeConfiguration: 'set-configuration',
  ClearCache: 'clear-cache',
  ClearChargingProfile: 'clear-charging-profile',
  DataTransfer: 'data-transfer',
  DeleteCertificate: 'raw',
  ExtendedTriggerMessage: 'trigger',
  GetCompositeSchedule: 'raw',
  GetConfiguration: 'get-configuration',
  GetDiagnostics: 'raw',
  GetInstalledCertificateIds: 'raw',
  GetLocalListVersion: 'raw',
  GetLog: 'raw',
  InstallCertificate: 'raw',
  RemoteStartTransaction: 'start-transaction',
  RemoteStopTransaction: 'stop-transaction',
  ReserveNow: 'raw',
  Reset: 'reset',
  SendLocalList: 'raw',
  SetChargingProfile: 'set-charging-profile',
  SignedUpdateFirmware: 'update-firmware',
  TriggerMessage: 'trigger',
  UnlockConnector: 'unlock',
  UpdateFirmware: 'update-firmware',
} satisfies Record<CsmsAction, StationCommandType | 'raw'>;

/** How each neutral command is spelled. */
export const commands = {
  'start-transaction': remoteStartTransaction,
  'stop-transaction': remoteStopTransaction,
  trigger: triggerMessage,
  reset,
  unlock: unlockConnector,
  'set-availability': changeAvailability,
  'clear-cache': clearCache,
  'get-configuration': getConfiguration,
  'set-configuration': changeConfiguration,
  'get-variables': noDeviceModel('get-configuration'),
  'set-variables': noDeviceModel('set-configuration'),
  'get-base-report': noDeviceModel('get-configuration'),
  'data-transfer': dataTransferToStation,
  'show-cost': showCost,
  'get-transaction-status': noTransactionStatus,
  'set-charging-profile': setChargingProfile,
  'clear-charging-profile': clearChargingProfile,
  // Monitors, displays, customers and network profiles came with 2.0; vendors' own ways go by data-transfer.
  'clear-display-message': 'not-supported',
  'clear-monitoring': 'not-supported',
  'customer-information': 'not-supported',
  'get-display-messages': 'not-supported',
  'get-monitoring-report': 'not-supported',
  'set-display-message': 'not-supported',
  'set-monitoring-base': 'not-supported',
  'set-monitoring-level': 'not-supported',
  'set-network-profile': 'not-supported',
  'set-monitoring': 'not-supported',
  'update-firmware': updateFirmware,
  // Local controllers that hand out firmware came with 2.0.
  'publish-firmware': 'not-supported',
  'unpublish-firmware': 'not-supported',
} satisfies CommandTable;

/** OCPP 1.6-J with the security extension. */
export const v16: Dialect = assembleDialect({
  version: '1.6',
  subprotocol: 'ocpp1.6',
  schemas: v16Schemas,
  codes: { format: 'FormationViolation', occurrence: 'OccurenceConstraintViolation' },
  incoming,
  outgoing,
  commands,
  toOwnNumbers,
  repairs: v16RepairsOf,
  answerRepairs: v16AnswerRepairs,
  oddities: v16Oddities,
  moreRequestFaults: impossibleConnector,
  moreCallFaults: overSendLimits,
});
