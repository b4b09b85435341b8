import type { ConnectorStatus } from '@chargebus/contracts';
import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { readTime } from '../../times';
import type { RequestOf, ResponseOf } from '../actions';
import { toEvseRef } from '../places';

type Status = RequestOf<'StatusNotification'>;

const STATUSES: Record<Status['connectorStatus'], ConnectorStatus> = {
  Available: 'available',
  Occupied: 'occupied',
  Reserved: 'reserved',
  Unavailable: 'unavailable',
  Faulted: 'faulted',
};

/** OCPP 2.0.1 G01: what a connector does. What a transaction does with it comes with the transaction's own events. */
export const statusNotification: IncomingRow<Status, ResponseOf<'StatusNotification'>> = {
  nature: 'report',
  toReport({ timestamp, connectorStatus, evseId, connectorId }, context) {
    const header = headerOf(context, readTime(timestamp, context.timeZone)?.at);
    const data = { ...toEvseRef(evseId, connectorId), status: STATUSES[connectorStatus] };
    return { events: [{ kind: 'station.connector-status.reported', ...header, data }] };
  },
  toAnswer: () => ({}),
};
