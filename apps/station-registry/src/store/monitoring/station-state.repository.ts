import { bulkUpsert, together } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import {
  connectorKey,
  unheardStation,
  type ConnectorState,
  type StationState,
} from '../../domain/monitoring/station-state';
import { ConnectorRow, inOrderOfConnectors } from './connector.row';
import { ensureEvses } from './evse.repository';
import { grouped } from '../grouped';
import { StationStateRow } from './station-state.row';

export interface StationKey {
  tenantId: string;
  stationId: string;
}

/** The key of a station in the map of `loadStates`. Neither part can hold a NUL. */
export const stationKey = ({ tenantId, stationId }: StationKey): string => `${tenantId}\u0000${stationId}`;

/** The states of these stations, their rows locked in one order; a station nothing was heard of has an empty state. */
export async function loadStates(em: EntityManager, keys: readonly StationKey[]): Promise<Map<string, StationState>> {
  const among = [keys.map(({ tenantId }) => tenantId), keys.map(({ stationId }) => stationId)];
  const [states, connectors] = await together([
    em.query<StationStateRow[]>(LOCK_STATES, among),
    em.query<ConnectorRow[]>(SELECT_CONNECTORS, among),
  ]);
  const connectorsOf = grouped(connectors, stationKey);
  const rowOf = new Map(states.map((row) => [stationKey(row), row]));
  return new Map(
    keys.map((key) => {
      const name = stationKey(key);
      const row = rowOf.get(name);
      const known = row === undefined ? unheardStation(key.tenantId, key.stationId) : toState(row);
      return [name, { ...known, connectors: toConnectors(connectorsOf.get(name) ?? []) }];
    }),
  );
}

/** Writes what differs from `before`, states and connectors; EVSEs and connectors are created as they are reported. */
export async function saveStates(
  em: EntityManager,
  states: readonly StationState[],
  before: ReadonlyMap<string, StationState>,
): Promise<void> {
  await bulkUpsert(em, {
    table: 'station_state',
    columns: STATE_COLUMNS,
    rows: states.filter((state) => isOtherState(state, before.get(stationKey(state)))).map(toRow),
    conflict: STATE_KEY,
  });
  const known = (state: StationState) => before.get(stationKey(state))?.connectors;
  const changed = states.flatMap((state) => {
    const own = { tenant_id: state.tenantId, station_id: state.stationId };
    return [...state.connectors]
      .filter(([key, connector]) => known(state)?.get(key) !== connector)
      .map(([key, connector]) => ({
        isNew: known(state)?.has(key) !== true,
        row: { ...own, ...toConnectorRow(connector) },
      }));
  });
  await ensureEvses(
    em,
    changed.filter(({ isNew, row }) => isNew && row.evse > 0).map(({ row }) => ({ ...row, id: row.evse })),
  );
  await bulkUpsert(em, {
    table: 'connector',
    columns: CONNECTOR_COLUMNS,
    rows: changed.map(({ row }) => row).sort(inOrderOfConnectors),
    conflict: ['tenant_id', 'station_id', 'evse', 'id'],
  });
}

/** Whether the state's own row differs; connectors have rows of their own. */
function isOtherState(state: StationState, before: StationState | undefined): boolean {
  if (before === undefined || before.link === null) return true;
  return (Object.keys(state) as (keyof StationState)[]).some(
    (key) => key !== 'connectors' && state[key] !== before[key],
  );
}

const STATE_KEY = ['tenant_id', 'station_id'];
const STATE_COLUMNS = {
  tenant_id: 'text',
  station_id: 'text',
  connected: 'boolean',
  log_epoch: 'text',
  link_epoch: 'bigint',
  link_id: 'text',
  gateway_id: 'text',
  ocpp_version: 'text',
  transport: 'text',
  connected_at: 'timestamptz',
  disconnected_at: 'timestamptz',
  last_seen_at: 'timestamptz',
  boot_status: 'text',
  boot: 'jsonb',
} as const;

const CONNECTOR_COLUMNS = {
  tenant_id: 'text',
  station_id: 'text',
  evse: 'integer',
  id: 'integer',
  status: 'text',
  status_at: 'timestamptz',
  status_since: 'timestamptz',
  error_code: 'text',
  error_since: 'timestamptz',
  info: 'text',
  vendor_error_code: 'text',
  charging_state: 'text',
  charging_state_at: 'timestamptz',
  transaction_ref: 'text',
} as const;

/** Of every batch: spelled out, since building entities took longer than the queries. */
const AMONG = 'WHERE (tenant_id, station_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))';
const LOCK_STATES = `SELECT ${asProperties(STATE_COLUMNS)} FROM station_state ${AMONG}
  ORDER BY tenant_id, station_id FOR UPDATE`;
const SELECT_CONNECTORS = `SELECT ${asProperties(CONNECTOR_COLUMNS)} FROM connector ${AMONG}`;

/** Columns under the names of the rows' properties. */
function asProperties(columns: object): string {
  const property = (column: string): string => column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return Object.keys(columns)
    .map((column) => `${column} AS "${property(column)}"`)
    .join(', ');
}

function toState(row: StationStateRow): StationState {
  const { tenantId, stationId, connected, connectedAt, disconnectedAt, lastSeenAt, boot } = row;
  const { logEpoch, linkEpoch, linkId, gatewayId, ocppVersion, transport } = row;
  const known =
    logEpoch !== null &&
    linkEpoch !== null &&
    linkId !== null &&
    gatewayId !== null &&
    ocppVersion !== null &&
    transport !== null;
  const link = known ? { logEpoch, epoch: linkEpoch, id: linkId, gatewayId, ocppVersion, transport } : null;
  return { tenantId, stationId, connected, link, connectedAt, disconnectedAt, lastSeenAt, boot, connectors: new Map() };
}

function toRow(state: StationState): Record<keyof typeof STATE_COLUMNS, unknown> {
  const { link, boot } = state;
  return {
    tenant_id: state.tenantId,
    station_id: state.stationId,
    connected: state.connected,
    log_epoch: link?.logEpoch,
    link_epoch: link?.epoch,
    link_id: link?.id,
    gateway_id: link?.gatewayId,
    ocpp_version: link?.ocppVersion,
    transport: link?.transport,
    connected_at: state.connectedAt,
    disconnected_at: state.disconnectedAt,
    last_seen_at: state.lastSeenAt,
    boot_status: boot?.status,
    boot,
  };
}

function toConnectors(rows: readonly ConnectorRow[]): Map<string, ConnectorState> {
  return new Map(
    rows.map((row) => {
      const { evse, id: connector, status, statusAt, statusSince, errorCode, errorSince, info, vendorErrorCode } = row;
      const { chargingState, chargingStateAt, transactionRef } = row;
      const state = { evse, connector, status, statusAt, statusSince, errorCode, errorSince, info, vendorErrorCode };
      return [connectorKey(evse, connector), { ...state, chargingState, chargingStateAt, transactionRef }];
    }),
  );
}

function toConnectorRow(connector: ConnectorState) {
  return {
    evse: connector.evse,
    id: connector.connector,
    status: connector.status,
    status_at: connector.statusAt,
    status_since: connector.statusSince,
    error_code: connector.errorCode,
    error_since: connector.errorSince,
    info: connector.info,
    vendor_error_code: connector.vendorErrorCode,
    charging_state: connector.chargingState,
    charging_state_at: connector.chargingStateAt,
    transaction_ref: connector.transactionRef,
  };
}
