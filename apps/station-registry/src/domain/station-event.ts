import { correctedTime, type LinkEvent, type StationEventOf } from '@chargebus/contracts';
import { decideChargingState, decideStatus, differs, placeOf } from './connector';
import { decideConnected, decideDisconnected, decideSeen, isCurrentLink } from './link';
import { connectorKey, unreportedConnector, type Boot, type ConnectorState, type StationState } from './station-state';

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
      if (!isCurrentLink(known, link)) return { state: known, changes: [] };
      return connector(known, event, (one, at) => decideStatus(one, event.data, at));
    case 'station.charging-state.reported':
      if (!isCurrentLink(known, link)) return { state: known, changes: [] };
      return connector(known, event, (one, at) => decideChargingState(one, event.data.chargingState, at));
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

function connector(
  state: StationState,
  event: StationEventOf<'station.connector-status.reported' | 'station.charging-state.reported'>,
  decide: (known: ConnectorState, at: string) => ConnectorState,
): StationDecision {
  const { evse, connector: id } = placeOf(event.data);
  const key = connectorKey(evse, id);
  const before = state.connectors.get(key) ?? unreportedConnector(evse, id);
  const { at } = correctedTime(event);
  const after = decide(before, at);
  if (after === before) return { state, changes: [] };
  return {
    state: { ...state, connectors: new Map(state.connectors).set(key, after) },
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
