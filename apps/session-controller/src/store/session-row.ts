import type { Actor } from '@chargebus/contracts';
import { differsOnlyIn, type ColumnType } from '@chargebus/database';
import type { Session } from '../domain/session';
import { tokenKey } from '../domain/token';

/** A session's columns: each property of `Session` under its snake-case name, its token as it is compared, who changed it last. */
export const sessionColumns = {
  tenant_id: 'text',
  id: 'uuid',
  station_id: 'text',
  location_id: 'text',
  evse_id: 'integer',
  connector_id: 'integer',
  token: 'text',
  token_type: 'text',
  token_group_id: 'text',
  status: 'text',
  fail_reason: 'text',
  authorization: 'text',
  opened_at: 'timestamptz',
  requested_at: 'timestamptz',
  started_at: 'timestamptz',
  ended_at: 'timestamptz',
  meter_start_wh: 'bigint',
  meter_stop_wh: 'bigint',
  energy_wh: 'bigint',
  energy_export_wh: 'bigint',
  power_w: 'double precision',
  soc_percent: 'double precision',
  stop_reason: 'text',
  transaction_ref: 'text',
  reservation_id: 'integer',
  remote_start_id: 'integer',
  start_fingerprint: 'text',
  anomalies: 'jsonb',
  labels: 'jsonb',
  pause: 'jsonb',
  free_since: 'timestamptz',
  released: 'jsonb',
  progress: 'jsonb',
  token_key: 'text',
  actor_type: 'text',
  actor_id: 'text',
} as const satisfies Record<keyof WrittenRow, ColumnType>;

/** What reports of mere samples change, and who wrote it; no index sees them. */
export const measuredColumns = {
  energy_wh: 'bigint',
  energy_export_wh: 'bigint',
  power_w: 'double precision',
  soc_percent: 'double precision',
  progress: 'jsonb',
  actor_type: 'text',
  actor_id: 'text',
} as const satisfies Partial<typeof sessionColumns>;

/** Whether all that changed of a session is in `measuredColumns`. */
export const isMeasured = differsOnlyIn<Session>(measuredColumns);

type ColumnOf<P extends string> = P extends `${infer First}${infer Rest}`
  ? `${First extends Uppercase<First> ? `_${Lowercase<First>}` : First}${ColumnOf<Rest>}`
  : '';
/** A row as it is read and written. */
export type SessionRow = { [P in keyof Session as ColumnOf<P>]: Session[P] };
type WrittenRow = SessionRow & Record<'actor_type' | 'actor_id', string> & { token_key: string | null };

// Both are spelled out: made of a list of names, they took fifty times as long, with every report of every session.

export function toRow(session: Session, actor: Actor): WrittenRow {
  return {
    tenant_id: session.tenantId,
    id: session.id,
    station_id: session.stationId,
    location_id: session.locationId,
    evse_id: session.evseId,
    connector_id: session.connectorId,
    token: session.token,
    token_type: session.tokenType,
    token_group_id: session.tokenGroupId,
    status: session.status,
    fail_reason: session.failReason,
    authorization: session.authorization,
    opened_at: session.openedAt,
    requested_at: session.requestedAt,
    started_at: session.startedAt,
    ended_at: session.endedAt,
    meter_start_wh: session.meterStartWh,
    meter_stop_wh: session.meterStopWh,
    energy_wh: session.energyWh,
    energy_export_wh: session.energyExportWh,
    power_w: session.powerW,
    soc_percent: session.socPercent,
    stop_reason: session.stopReason,
    transaction_ref: session.transactionRef,
    reservation_id: session.reservationId,
    remote_start_id: session.remoteStartId,
    start_fingerprint: session.startFingerprint,
    anomalies: session.anomalies,
    labels: session.labels,
    pause: session.pause,
    free_since: session.freeSince,
    released: session.released,
    progress: session.progress,
    token_key: session.token === null ? null : tokenKey(session.token),
    actor_type: actor.type,
    actor_id: actor.id,
  };
}

export function toSession(row: SessionRow): Session {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    stationId: row.station_id,
    locationId: row.location_id,
    evseId: row.evse_id,
    connectorId: row.connector_id,
    token: row.token,
    tokenType: row.token_type,
    tokenGroupId: row.token_group_id,
    status: row.status,
    failReason: row.fail_reason,
    authorization: row.authorization,
    openedAt: row.opened_at,
    requestedAt: row.requested_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    meterStartWh: row.meter_start_wh,
    meterStopWh: row.meter_stop_wh,
    energyWh: row.energy_wh,
    energyExportWh: row.energy_export_wh,
    powerW: row.power_w,
    socPercent: row.soc_percent,
    stopReason: row.stop_reason,
    transactionRef: row.transaction_ref,
    reservationId: row.reservation_id,
    remoteStartId: row.remote_start_id,
    startFingerprint: row.start_fingerprint,
    anomalies: row.anomalies,
    labels: row.labels,
    pause: row.pause,
    freeSince: row.free_since,
    released: row.released,
    progress: row.progress,
  };
}
