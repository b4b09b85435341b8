import type { StationCommandOf } from '@chargebus/contracts';
import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import type { RequestOf } from '../actions';
import { toEvse } from '../places';

const MESSAGES: Record<StationCommandOf<'trigger'>['message'], RequestOf<'TriggerMessage'>['requestedMessage']> = {
  boot: 'BootNotification',
  heartbeat: 'Heartbeat',
  status: 'StatusNotification',
  'meter-values': 'MeterValues',
  'firmware-status': 'FirmwareStatusNotification',
  // Diagnostics are a log among others in 2.x.
  'diagnostics-status': 'LogStatusNotification',
  'log-status': 'LogStatusNotification',
  'sign-certificate': 'SignChargingStationCertificate',
  transaction: 'TransactionEvent',
};

/** OCPP 2.0.1 F06: send a message you would send of yourself. A status is always that of a connector (F06.FR.12). */
export const triggerMessage: CommandRow<'trigger'> = {
  toCall({ message, evseId, connectorId }) {
    const connector = message === 'status' ? (connectorId ?? 1) : connectorId;
    const payload = { evse: toEvse(evseId, connector), requestedMessage: MESSAGES[message] };
    return { action: 'TriggerMessage', payload: withoutAbsent(payload) };
  },
  toResult: (payload) => toCommandResult(payload),
};
