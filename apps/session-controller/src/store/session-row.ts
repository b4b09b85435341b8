import type { Actor } from '@chargebus/contracts';
import type { ColumnType } from '@chargebus/database';
import type { Session } from '../domain/session';
import { tokenKey } from '../domain/token';

/** A session's columns and types: each property of `Session` under its snake-case name, and who changed it last. */
const fields = {
  tenantId: 'text',
  id: 'uuid',
  stationId: 'text',
  locationId: 'text',
  evseId: 'integer',
  connectorId: 'integer',
  token: 'text',
  tokenType: 'text',
  tokenGroupId: 'text',
  status: 'text',
  failReason: 'text',
  authorization: 'text',
  openedAt: 'timestamptz',
  requestedAt: 'timestamptz',
  startedAt: 'timestamptz',
  endedAt: 'timestamptz',
  meterStartWh: 'bigint',
  meterStopWh: 'bigint',
  energyWh: 'bigint',
  energyExportWh: 'bigint',
  powerW: 'double precision',
  socPercent: 'double precision',
  stopReason: 'text',
  transactionRef: 'text',
  reservationId: 'integer',
  remoteStartId: 'integer',
  startFingerprint: 'text',
  anomalies: 'jsonb',
  labels: 'jsonb',
  pause: 'jsonb',
  freeSince: 'timestamptz',
  released: 'jsonb',
  progress: 'jsonb',
} as const satisfies Record<keyof Session, ColumnType>;

const columnOf = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const columnNames = Object.keys(fields).map((property) => [property as keyof Session, columnOf(property)] as const);

/** For `bulkUpsert`. */
export const sessionColumns: Record<string, ColumnType> = {
  ...Object.fromEntries(Object.entries(fields).map(([property, type]) => [columnOf(property), type])),
  token_key: 'text',
  actor_type: 'text',
  actor_id: 'text',
};

export type SessionRow = Record<string, unknown>;

export function toRow(session: Session, actor: Actor): Record<string, unknown> {
  const row = Object.fromEntries(columnNames.map(([property, column]) => [column, session[property]]));
  const key = session.token === null ? null : tokenKey(session.token);
  return { ...row, token_key: key, actor_type: actor.type, actor_id: actor.id };
}

export function toSession(row: SessionRow): Session {
  return Object.fromEntries(columnNames.map(([property, column]) => [property, row[column]])) as unknown as Session;
}
