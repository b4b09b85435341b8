import type { StationCommandType } from '@chargebus/contracts';
import { assembleDialect } from '../assemble-dialect';
import type { CommandTable, Dialect, IncomingRow } from '../dialect';
import { changeAvailability } from '../v16/commands/change-availability';
import { changeConfiguration } from '../v16/commands/change-configuration';
import { clearCache } from '../v16/commands/clear-cache';
import { dataTransferToStation } from '../v16/commands/data-transfer';
import { getConfiguration } from '../v16/commands/get-configuration';
import { remoteStopTransaction } from '../v16/commands/remote-stop-transaction';
import { reset } from '../v16/commands/reset';
import { unlockConnector } from '../v16/commands/unlock-connector';
import { authorize } from '../v16/incoming/authorize';
import { dataTransfer } from '../v16/incoming/data-transfer';
import { diagnosticsStatusNotification } from '../v16/incoming/diagnostics-status-notification';
import { firmwareStatusNotification } from '../v16/incoming/firmware-status-notification';
import { heartbeat } from '../v16/incoming/heartbeat';
import { startTransaction } from '../v16/incoming/start-transaction';
import { impossibleConnector, overSendLimits } from '../v16/limits';
import { toOwnNumbers } from '../v16/own-numbers';
import { v16AnswerRepairs } from '../v16/repairs';
import type { CsmsAction, RequestOf, StationAction } from './actions';
import { remoteStartTransaction } from './commands/remote-start-transaction';
import { updateFirmware } from './commands/update-firmware';
import { bootNotification } from './incoming/boot-notification';
import { meterValues } from './incoming/meter-values';
import { statusNotification } from './incoming/status-notification';
import { stopTransaction } from './incoming/stop-transaction';
import { v15Oddities } from './oddities';
import { v15RepairsOf } from './repairs';
import { v15Schemas } from './schemas';

/** What a station sends: where 1.6 has left a message as it was in 1.5, its row is that of 1.6. */
export const incoming = {
  Authorize: authorize,
  BootNotification: bootNotification,
  DataTransfer: dataTransfer,
  DiagnosticsStatusNotification: diagnosticsStatusNotification,
  FirmwareStatusNotification: firmwareStatusNotification,
  Heartbeat: heartbeat,
  MeterValues: meterValues,
  StartTransaction: startTransaction,
  StatusNotification: statusNotification,
  StopTransaction: stopTransaction,
} satisfies { [A in StationAction]: IncomingRow<RequestOf<A>, object> | 'not-supported' };

/** What we send: the neutral command that is spelled with it, or `raw` for what only an `ocpp` command sends. */
export const outgoing = {
  CancelReservation: 'raw',
  ChangeAvailability: 'set-availability',
  ChangeConfiguration: 'set-configuration',
  ClearCache: 'clear-cache',
  DataTransfer: 'data-transfer',
  GetConfiguration: 'get-configuration',
  GetDiagnostics: 'raw',
  GetLocalListVersion: 'raw',
  RemoteStartTransaction: 'start-transaction',
  RemoteStopTransaction: 'stop-transaction',
  ReserveNow: 'raw',
  Reset: 'reset',
  SendLocalList: 'raw',
  UnlockConnector: 'unlock',
  UpdateFirmware: 'update-firmware',
} satisfies Record<CsmsAction, StationCommandType | 'raw'>;

/** How each neutral command is spelled. */
export const commands = {
  'start-transaction': remoteStartTransaction,
  'stop-transaction': remoteStopTransaction,
  reset,
  unlock: unlockConnector,
  'set-availability': changeAvailability,
  'clear-cache': clearCache,
  'get-configuration': getConfiguration,
  'set-configuration': changeConfiguration,
  'data-transfer': dataTransferToStation,
  'update-firmware': updateFirmware,
  // Triggers and charging profiles came with 1.6, all the others with 2.0.
  trigger: 'not-supported',
  'set-charging-profile': 'not-supported',
  'clear-charging-profile': 'not-supported',
  'get-variables': 'not-supported',
  'set-variables': 'not-supported',
  'get-base-report': 'not-supported',
  'get-transaction-status': 'not-supported',
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
  'publish-firmware': 'not-supported',
  'unpublish-firmware': 'not-supported',
  'show-cost': 'not-supported',
} satisfies CommandTable;

/** OCPP 1.5, which is spoken over SOAP. */
export const v15: Dialect = assembleDialect({
  version: '1.5',
  subprotocol: 'ocpp1.5',
  schemas: v15Schemas,
  codes: { format: 'FormationViolation', occurrence: 'OccurenceConstraintViolation' },
  incoming,
  outgoing,
  commands,
  toOwnNumbers,
  repairs: v15RepairsOf,
  answerRepairs: v16AnswerRepairs,
  oddities: v15Oddities,
  moreRequestFaults: impossibleConnector,
  moreCallFaults: overSendLimits,
});
