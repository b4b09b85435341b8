import { status } from '../call-desk';
import type { Reply } from '../rig';
import { type Parts, rejected } from './parts';

/** TriggerMessage (F06): sends what the CSMS asks for. */
export function trigger(o: Parts, message: string, at: { id: number; connectorId?: number } | undefined): Reply {
  const { rig, evses, registration, statuses, transactions } = o;
  const meant = evses.filter(({ id }) => at === undefined || at.id === 0 || id === at.id);
  const idle = (action: string): Reply => status('Accepted', () => void rig.lane.call(action, { status: 'Idle' }));
  switch (message) {
    case 'BootNotification':
      // F06.FR.17: not once it was accepted.
      if (registration.status === 'Accepted') return rejected('NotEnabled');
      return status('Accepted', () => void registration.boot(true));
    case 'Heartbeat':
      return status('Accepted', () => void registration.heartbeat());
    case 'FirmwareStatusNotification':
      return status('Accepted', () => o.firmware.tell());
    case 'LogStatusNotification':
      return idle(message);
    case 'StatusNotification':
      // F06.FR.13: it names the connector.
      if (at?.connectorId !== 1 || meant.length !== 1) return rejected('UnknownConnectorId');
      return status('Accepted', () => {
        for (const evse of meant) statuses.tell(evse);
      });
    case 'MeterValues':
      if (meant.length === 0) return rejected('UnknownEvse');
      return status('Accepted', () => {
        for (const evse of meant) transactions.sendMeterValues(evse, 'Trigger');
      });
    case 'TransactionEvent':
      if (!meant.some(({ transaction }) => transaction)) return rejected('TxNotFound');
      return status('Accepted', () => {
        for (const evse of meant) transactions.report(evse, 'Trigger', 'Trigger');
      });
    default:
      return status('NotImplemented');
  }
}
