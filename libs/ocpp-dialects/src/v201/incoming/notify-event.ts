import type { LinkEvent, StationEventOf } from '@chargebus/contracts';
import type { IncomingRow, StationContext } from '../../dialect';
import { headerOf } from '../../event-header';
import { isJsonObject, withoutAbsent } from '../../json';
import { reportedMessage } from '../../reported-message';
import { isShort, placeNumber } from '../../safe-integer';
import { readTime } from '../../times';
import type { RequestOf, ResponseOf } from '../actions';
import { findConnectorStatus } from '../connector-statuses';
import { toEvseRef } from '../places';

type NotifyEvent = RequestOf<'NotifyEvent'>;
type EventData = Partial<NotifyEvent['eventData'][number]>;

const whole = reportedMessage<NotifyEvent, ResponseOf<'NotifyEvent'>>('NotifyEvent', {});

/**
 * OCPP 2.x N07: monitors of the device model have seen something; parts of one message (`tbc`, `seqNo`) need not be put together,
 * since each event is told whole. What one says of a connector's availability is a connector status, as in
 * StatusNotification, to which 2.1 prefers it (G01). A message with an event that names nothing is reported as it came, too.
 */
export const notifyEvent: IncomingRow<NotifyEvent, ResponseOf<'NotifyEvent'>> = {
  ...whole,
  toReport(request, context, verdicts) {
    const told = (request.eventData ?? []) as EventData[];
    const events = told.flatMap((data) => toStatus(data, context) ?? toEvent(data, context) ?? []);
    const unread = events.length < told.length || told.length === 0;
    const rest = unread ? (whole.toReport?.(request, context, verdicts).events ?? []) : [];
    return { events: [...events, ...rest] };
  },
};

/** Names of the device model are the same in whatever case (part 1, 4.1). */
const isCalled = (name: unknown, wanted: string): boolean =>
  typeof name === 'string' && name.trim().toLowerCase() === wanted;

function toStatus(data: EventData, context: StationContext): LinkEvent | undefined {
  if (!isJsonObject(data)) return undefined;
  const { component, variable, actualValue, timestamp, techInfo } = data;
  if (!isCalled(component?.name, 'connector') || !isCalled(variable?.name, 'availabilitystate')) return undefined;
  const status = findConnectorStatus(actualValue);
  const evse = component?.evse;
  if (status === undefined || !isNumbered(evse?.id) || !isNumbered(evse?.connectorId)) return undefined;
  const header = headerOf(context, readTime(timestamp, context.timeZone)?.at);
  const told = { ...toEvseRef(evse?.id as number, evse?.connectorId), status, info: text(techInfo) };
  return { kind: 'station.connector-status.reported', ...header, data: withoutAbsent(told) };
}

function toEvent(data: EventData, context: StationContext): LinkEvent | undefined {
  if (!isJsonObject(data)) return undefined;
  const { component, variable } = data;
  if (!isText(component?.name) || !isText(variable?.name)) return undefined;
  const header = headerOf(context, readTime(data.timestamp, context.timeZone)?.at);
  const told: Monitoring = {
    eventId: number(data.eventId),
    component: component.name,
    componentInstance: text(component.instance),
    evse: placeNumber(component.evse?.id),
    connector: placeNumber(component.evse?.connectorId),
    variable: variable.name,
    variableInstance: text(variable.instance),
    value: text(data.actualValue),
    trigger: text(data.trigger),
    notificationType: text(data.eventNotificationType),
    cleared: data.cleared === true ? true : undefined,
    cause: number(data.cause),
    monitorId: number(data.variableMonitoringId),
    severity: number((data as { severity?: unknown }).severity),
    transactionRef: text(data.transactionId),
    techCode: text(data.techCode),
    techInfo: text(data.techInfo),
  };
  return { kind: 'station.monitoring-event.reported', ...header, data: withoutAbsent(told) };
}

type Monitoring = StationEventOf<'station.monitoring-event.reported'>['data'];

const isText = (value: unknown): value is string => typeof value === 'string';
const text = (value: unknown): string | undefined => (isText(value) ? value : undefined);
const number = (value: unknown): number | undefined => (isShort(value) ? value : undefined);

const isNumbered = (id: unknown): boolean => Number.isSafeInteger(id) && (id as number) > 0;
