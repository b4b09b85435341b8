import type { StationCommandOf } from '@chargebus/contracts';
import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { toConnectorId } from '../connectors';

type Message = StationCommandOf<'trigger'>['message'];

/** Which of the two triggers asks for a message: TriggerMessage (5.17), or the security extension's. */
const TRIGGERS: Record<Message, { action: string; requestedMessage: string } | undefined> = {
  boot: { action: 'TriggerMessage', requestedMessage: 'BootNotification' },
  heartbeat: { action: 'TriggerMessage', requestedMessage: 'Heartbeat' },
  status: { action: 'TriggerMessage', requestedMessage: 'StatusNotification' },
  'meter-values': { action: 'TriggerMessage', requestedMessage: 'MeterValues' },
  'firmware-status': { action: 'TriggerMessage', requestedMessage: 'FirmwareStatusNotification' },
  'diagnostics-status': { action: 'TriggerMessage', requestedMessage: 'DiagnosticsStatusNotification' },
  'log-status': { action: 'ExtendedTriggerMessage', requestedMessage: 'LogStatusNotification' },
  'sign-certificate': { action: 'ExtendedTriggerMessage', requestedMessage: 'SignChargePointCertificate' },
  transaction: undefined,
};

/** OCPP 1.6 5.17: send a message you would send of yourself. */
export const triggerMessage: CommandRow<'trigger'> = {
  toCall({ message, evseId, connectorId }) {
    if (connectorId !== undefined && connectorId !== 1) return { unsupported: 'OCPP 1.6 has one connector an EVSE' };
    const trigger = TRIGGERS[message];
    if (!trigger)
      return { unsupported: 'OCPP 1.6 has no such message to trigger; meter-values shows a running transaction' };
    const { action, requestedMessage } = trigger;
    return { action, payload: withoutAbsent({ requestedMessage, connectorId: toConnectorId(evseId) }) };
  },
  toResult: (payload) => toCommandResult(payload),
};
