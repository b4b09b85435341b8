import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { reportedMessage } from '../../reported-message';
import { readTime } from '../../times';
import type { RequestOf, ResponseOf } from '../actions';
import { findConnectorStatus } from '../connector-statuses';
import { toEvseRef } from '../places';

type Status = RequestOf<'StatusNotification'>;

const whole = reportedMessage<Status, ResponseOf<'StatusNotification'>>('StatusNotification', {});

/**
 * OCPP 2.x G01: what a connector does. What a transaction does with it comes with the transaction's own events. A word nobody
 * knows is reported as it came: no status of ours stands for it.
 */
export const statusNotification: IncomingRow<Status, ResponseOf<'StatusNotification'>> = {
  ...whole,
  toReport(request, context, verdicts) {
    const { timestamp, connectorStatus, evseId, connectorId } = request;
    const status = findConnectorStatus(connectorStatus);
    if (status === undefined) return whole.toReport?.(request, context, verdicts) ?? { events: [] };
    const header = headerOf(context, readTime(timestamp, context.timeZone)?.at);
    const data = { ...toEvseRef(evseId, connectorId), status };
    return { events: [{ kind: 'station.connector-status.reported', ...header, data }] };
  },
};
