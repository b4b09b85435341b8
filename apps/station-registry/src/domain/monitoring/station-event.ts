import { correctedTime, type LinkEvent, type StationEventOf } from '@chargebus/contracts';
import { decideChargingState, decideStatus, differs, findPlaceOf, placeOf } from './connector';
import { isBefore } from '../instants';
import { decideConnected, decideDisconnected, decideSeen, isCurrentLink } from './link';
import { connectorKey, unreportedConnector, type Boot, type ConnectorState, type StationState } from './station-state';
import { decideHistory, type HistoryStep } from './status-history';

interface Place {
  evse: number;
  connector: number;
}

/** Where an event stands in the log. */
export interface LogPosition {
  epoch: string;
  seq: number;
}

/** What others are told of. */
export type StationChange =
  { kind: 'presence'; connected: boolean; at: string } | { kind: 'connector'; connector: ConnectorState; at: string };

export interface StationDecision {
  state: StationState;
  changes: StationChange[];
  /** What the status history is told. */
  history?: HistoryStep;
}

/**
 * What one event of the log makes of a station. Pure and total: an event of an old link, or an older replay, leaves the
 * state as it is; histories are kept by the caller all the same. That a station was heard of comes by `station.seen`, every few
 * seconds: a status alone does not change its row.
 */
export function decideStation(known: StationState, event: LinkEvent, position: LogPosition): StationDecision {
  const link = { logEpoch: position.epoch, epoch: event.link.epoch };
  switch (event.kind) {
    case 'station.connected':
      return presence(known, connected(decideSeen(known, event.receivedAt), event, position), event.receivedAt);
    case 'station.disconnected': {
      const state = decideSeen(known, event.receivedAt);
      return presence(known, decideDisconnected(state, link, event.receivedAt), event.receivedAt);
    }
    case 'station.booted': {
      const state = decideSeen(known, event.receivedAt);
      return { state: isCurrentLink(state, link) ? { ...state, boot: toBoot(event) } : state, changes: [] };
    }
    case 'station.connector-status.reported':
      return isCurrentLink(known, link) ? status(known, event) : { state: known, changes: [] };
    case 'station.charging-state.reported':
      return isCurrentLink(known, link) ? chargingState(known, event) : { state: known, changes: [] };
    default:
      return { state: known, changes: [] };
  }
}

function connected(
  state: StationState,
  event: StationEventOf<'station.connected'>,
  position: LogPosition,
): StationState {
  const { id, gatewayId, ocppVersion, transport } = event.link;
  const link = { logEpoch: position.epoch, epoch: position.seq, id, gatewayId, ocppVersion, transport };
  return decideConnected(state, link, event.receivedAt);
}

function presence(before: StationState, after: StationState, at: string): StationDecision {
  const changed = before.connected !== after.connected;
  return { state: after, changes: changed ? [{ kind: 'presence', connected: after.connected, at }] : [] };
}

function status(state: StationState, event: StationEventOf<'station.connector-status.reported'>): StationDecision {
  const at = stateTime(event);
  const place = placeOf(event.data);
  const before = connectorAt(state, place);
  const after = decideStatus(before, event.data, at);
  const history = decideHistory(before, { ...event.data, ...place, at, receivedAt: event.receivedAt });
  return { ...withConnector(state, before, after, at), ...(history && { history }) };
}

function chargingState(state: StationState, event: StationEventOf<'station.charging-state.reported'>): StationDecision {
  const place = findPlaceOf(state, event.data);
  if (place === undefined) return { state, changes: [] };
  const at = stateTime(event);
  const before = connectorAt(state, place);
  const after = decideChargingState(before, event.data.chargingState, at, event.data.transactionRef ?? null);
  return withConnector(state, before, after, at);
}

/**
 * The time that orders states: the corrected time, which a clock that runs ahead by less than correction tolerates must not
 * move beyond receipt; what is reported after the station set its clock right would count as older.
 */
function stateTime(event: LinkEvent): string {
  const { at } = correctedTime(event);
  return isBefore(event.receivedAt, at) ? event.receivedAt : at;
}

const connectorAt = (state: StationState, { evse, connector }: Place): ConnectorState =>
  state.connectors.get(connectorKey(evse, connector)) ?? unreportedConnector(evse, connector);

function withConnector(
  state: StationState,
  before: ConnectorState,
  after: ConnectorState,
  at: string,
): StationDecision {
  if (after === before) return { state, changes: [] };
  const connectors = new Map(state.connectors).set(connectorKey(after.evse, after.connector), after);
  return {
    state: { ...state, connectors },
    changes: differs(before, after) ? [{ kind: 'connector', connector: after, at }] : [],
  };
}

function toBoot(event: StationEventOf<'station.booted'>): Boot {
  const { verdict, ...told } = event.data;
  return {
    at: event.receivedAt,
    status: verdict.status,
    intervalS: verdict.intervalS,
    vendor: told.vendor ?? null,
    model: told.model ?? null,
    serialNumber: told.serialNumber ?? null,
    firmwareVersion: told.firmwareVersion ?? null,
    iccid: told.iccid ?? null,
    imsi: told.imsi ?? null,
    meterType: told.meterType ?? null,
    meterSerialNumber: told.meterSerialNumber ?? null,
    bootReason: told.bootReason ?? null,
  };
}
