import type { LinkEvent } from '@chargebus/contracts';
import type { IncomingRow, StationContext } from '../../dialect';
import { headerOf } from '../../event-header';
import { reportedMessage } from '../../reported-message';
import { readTime } from '../../times';
import type { RequestOf, ResponseOf } from '../actions';
import { findConnectorStatus } from '../connector-statuses';
import { toEvseRef } from '../places';

type NotifyEvent = RequestOf<'NotifyEvent'>;
type EventData = Partial<NotifyEvent['eventData'][number]>;

const whole = reportedMessage<NotifyEvent, ResponseOf<'NotifyEvent'>>('NotifyEvent', {});

/**
 * OCPP 2.x N07: a monitor of the device model has seen something; `tbc` says that more parts follow. What it says of a
 * connector's availability is a connector status, as in StatusNotification, to which 2.1 prefers it (G01).
 */
export const notifyEvent: IncomingRow<NotifyEvent, ResponseOf<'NotifyEvent'>> = {
  ...whole,
  toReport(request, context, verdicts) {
    const statuses = (request.eventData ?? []).flatMap((data) => toStatus(data, context) ?? []);
    return { events: [...statuses, ...(whole.toReport?.(request, context, verdicts).events ?? [])] };
  },
};

/** Names of the device model are the same in whatever case (part 1, 4.1). */
const isCalled = (name: unknown, wanted: string): boolean =>
  typeof name === 'string' && name.trim().toLowerCase() === wanted;

function toStatus(
  { component, variable, actualValue, timestamp }: EventData,
  context: StationContext,
): LinkEvent | undefined {
  if (!isCalled(component?.name, 'connector') || !isCalled(variable?.name, 'availabilitystate')) return undefined;
  const status = findConnectorStatus(actualValue);
  const evse = component?.evse;
  if (status === undefined || !isNumbered(evse?.id) || !isNumbered(evse?.connectorId)) return undefined;
  const header = headerOf(context, readTime(timestamp, context.timeZone)?.at);
  const data = { ...toEvseRef(evse?.id as number, evse?.connectorId), status };
  return { kind: 'station.connector-status.reported', ...header, data };
}

const isNumbered = (id: unknown): boolean => Number.isSafeInteger(id) && (id as number) > 0;
