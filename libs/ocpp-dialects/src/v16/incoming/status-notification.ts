import type { ChargingState, ConnectorStatus, LinkEvent } from '@chargebus/contracts';
import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { withoutAbsent } from '../../json';
import { readTime } from '../../times';
import type { RequestOf, ResponseOf } from '../actions';
import { toEvseRef } from '../connectors';

/** `Occupied` is of 1.5 (see the repairs). */
type Status = Omit<RequestOf<'StatusNotification'>, 'status'> & {
  status: RequestOf<'StatusNotification'>['status'] | 'Occupied';
};

/** 1.6 tells in one word what 2.x tells in two: the connector's status and what a session does with it (4.9). */
const MEANINGS: Record<Status['status'], { status: ConnectorStatus; chargingState?: ChargingState }> = {
  Available: { status: 'available' },
  Preparing: { status: 'occupied', chargingState: 'preparing' },
  Charging: { status: 'occupied', chargingState: 'charging' },
  SuspendedEV: { status: 'occupied', chargingState: 'suspended-ev' },
  SuspendedEVSE: { status: 'occupied', chargingState: 'suspended-evse' },
  Occupied: { status: 'occupied' },
  Finishing: { status: 'occupied', chargingState: 'finishing' },
  Reserved: { status: 'reserved' },
  Unavailable: { status: 'unavailable' },
  Faulted: { status: 'faulted' },
};

/** OCPP 1.6 4.9: what a connector (0: the station) does. */
export const statusNotification: IncomingRow<Status, ResponseOf<'StatusNotification'>> = {
  nature: 'report',
  toReport(request, context) {
    const header = headerOf(context, readTime(request.timestamp, context.timeZone)?.at);
    const where = toEvseRef(request.connectorId, context.evseMap);
    const { status, chargingState } = MEANINGS[request.status];
    const data = withoutAbsent({
      ...where,
      status,
      errorCode: isError(request.errorCode) ? request.errorCode : undefined,
      info: request.info,
      vendorId: request.vendorId,
      vendorErrorCode: request.vendorErrorCode,
    });
    const events: LinkEvent[] = [{ kind: 'station.connector-status.reported', ...header, data }];
    if (chargingState) {
      events.push({ kind: 'station.charging-state.reported', ...header, data: { ...where, chargingState } });
    }
    return { events };
  },
  toAnswer: () => ({}),
};

function isError(errorCode: string): boolean {
  return errorCode !== 'NoError' && errorCode.trim() !== '';
}
