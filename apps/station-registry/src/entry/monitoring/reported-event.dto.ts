import { monitoringEventReported } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { SECURITY_SEVERITIES } from '../../domain/monitoring/security-event';
import type { MonitoringEvent, SecurityEvent } from '../../store/monitoring/reported-event.repository';
import { anyInstant, evseNumber, instantView, nullableText, pageOf } from '../field-schemas';

const times = { from: anyInstant.optional().describe('Inclusive.'), to: anyInstant.optional().describe('Exclusive.') };
const securityQuery = {
  ...{ ...listQuery, ...times },
  severity: z.enum(SECURITY_SEVERITIES).optional(),
  type: z.string().min(1).max(100).optional().describe('As the station spells it, e.g. InvalidMessages.'),
};
export class StationSecurityEventsQuery extends createZodDto(z.strictObject(securityQuery)) {}
export class SecurityEventsQuery extends createZodDto(
  z.strictObject({ ...securityQuery, stationId: z.string().min(1).max(48).optional() }),
) {}
export class MonitoringEventsQuery extends createZodDto(
  z.strictObject({
    ...{ ...listQuery, ...times },
    evseId: evseNumber.optional(),
    component: z.string().min(1).max(50).optional().describe('Of the device model, in any case.'),
    variable: z.string().min(1).max(50).optional().describe('Of the device model, in any case.'),
  }),
) {}

const head = { id: z.uuid(), stationId: z.string(), at: instantView.describe("By the station's corrected time.") };
const securityEventView = z.object({
  ...head,
  type: z.string(),
  severity: z.enum(SECURITY_SEVERITIES).describe("By OCPP's list; `unlisted`: a type of the vendor's own."),
  techInfo: nullableText,
  receivedAt: instantView,
});
export type SecurityEventView = z.output<typeof securityEventView>;
export class SecurityEventPageDto extends createZodDto(pageOf(securityEventView)) {}

const { evse, connector, ...told } = monitoringEventReported.shape.data.shape;
const monitoringEventView = z.object({
  ...head,
  evseId: evse,
  connectorId: connector,
  ...told,
  receivedAt: instantView,
});
export type MonitoringEventView = z.output<typeof monitoringEventView>;
export class MonitoringEventPageDto extends createZodDto(pageOf(monitoringEventView)) {}

export function toSecurityEventView(event: SecurityEvent): SecurityEventView {
  const { id, stationId, at, type, severity, techInfo, receivedAt } = event;
  return { id, stationId, at, type, severity, techInfo, receivedAt };
}

export function toMonitoringEventView({ id, stationId, at, receivedAt, data }: MonitoringEvent): MonitoringEventView {
  const { evse: evseId, connector: connectorId, ...rest } = data;
  const place = { ...(evseId !== undefined && { evseId }), ...(connectorId !== undefined && { connectorId }) };
  return { id, stationId, at, ...place, ...rest, receivedAt };
}
