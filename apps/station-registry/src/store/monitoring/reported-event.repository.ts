import type { StationEventOf } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { SecuritySeverity } from '../../domain/monitoring/security-event';

export type MonitoringData = StationEventOf<'station.monitoring-event.reported'>['data'];

interface Reported {
  id: string;
  stationId: string;
  /** By the station's corrected time. */
  at: string;
  receivedAt: string;
}
export interface SecurityEvent extends Reported {
  type: string;
  severity: SecuritySeverity;
  techInfo: string | null;
}
export interface MonitoringEvent extends Reported {
  data: MonitoringData;
}
type OfTenant<E> = E & { tenantId: string };

const HEAD = {
  tenant_id: 'text',
  id: 'uuid',
  station_id: 'text',
  at: 'timestamptz',
  received_at: 'timestamptz',
} as const;
const headOf = ({ tenantId, id, stationId, at, receivedAt }: OfTenant<Reported>) => ({
  ...{ tenant_id: tenantId, id, station_id: stationId, at, received_at: receivedAt },
});

/** Adds security events; one that is there already stays as it is. */
export async function addSecurityEvents(em: EntityManager, events: readonly OfTenant<SecurityEvent>[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'security_event',
    columns: { ...HEAD, type: 'text', severity: 'text', tech_info: 'text' },
    rows: events.map((event) => ({
      ...headOf(event),
      ...{ type: event.type, severity: event.severity, tech_info: event.techInfo },
    })),
    update: 'nothing',
  });
}

/** Adds monitoring events; one that is there already stays as it is. */
export async function addMonitoringEvents(
  em: EntityManager,
  events: readonly OfTenant<MonitoringEvent>[],
): Promise<void> {
  await bulkUpsert(em, {
    table: 'monitoring_event',
    columns: { ...HEAD, evse: 'integer', component: 'text', variable: 'text', data: 'jsonb' },
    rows: events.map((event) => {
      const { evse, component, variable } = event.data;
      return { ...headOf(event), evse, component, variable, data: event.data };
    }),
    update: 'nothing',
  });
}

export interface EventPage {
  limit: number;
  before: readonly [at: string, id: string] | undefined;
}
export interface EventFilter {
  stationId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** One page of security events, newest first, `limit + 1` at most. */
export function listSecurityEvents(
  em: EntityManager,
  tenantId: string,
  { severity, type, ...filter }: EventFilter & { severity?: SecuritySeverity | undefined; type?: string | undefined },
  page: EventPage,
): Promise<SecurityEvent[]> {
  const columns = 'type, severity, tech_info AS "techInfo"';
  return list(em, { table: 'security_event', columns, tenantId, filter, page, more: { severity, type } });
}

/** One page of monitoring events, newest first, `limit + 1` at most. Names are compared in any case, as in the device model. */
export function listMonitoringEvents(
  em: EntityManager,
  tenantId: string,
  {
    evse,
    component,
    variable,
    ...filter
  }: EventFilter & {
    evse?: number | undefined;
    component?: string | undefined;
    variable?: string | undefined;
  },
  page: EventPage,
): Promise<MonitoringEvent[]> {
  const more = { evse, 'lower(component)': component?.toLowerCase(), 'lower(variable)': variable?.toLowerCase() };
  return list(em, { table: 'monitoring_event', columns: 'data', tenantId, filter, page, more });
}

interface Listing {
  table: string;
  columns: string;
  tenantId: string;
  filter: EventFilter;
  page: EventPage;
  /** Expression -> wanted value. */
  more: Record<string, unknown>;
}

function list<E>(em: EntityManager, { table, columns, tenantId, filter, page, more }: Listing): Promise<E[]> {
  const values: unknown[] = [tenantId];
  const conditions = ['tenant_id = $1'];
  const where = (value: unknown, condition: (parameter: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  where(filter.stationId, (p) => `station_id = ${p}`);
  where(filter.from, (p) => `at >= ${p}`);
  where(filter.to, (p) => `at < ${p}`);
  for (const [expression, value] of Object.entries(more)) where(value, (p) => `${expression} = ${p}`);
  if (page.before !== undefined) {
    values.push(...page.before);
    conditions.push(`(at, id) < ($${values.length - 1}, $${values.length}::uuid)`);
  }
  return em.query(
    `SELECT id, station_id AS "stationId", at, received_at AS "receivedAt", ${columns} FROM ${table}
     WHERE ${conditions.join(' AND ')} ORDER BY at DESC, id DESC LIMIT ${page.limit + 1}`,
    values,
  );
}
