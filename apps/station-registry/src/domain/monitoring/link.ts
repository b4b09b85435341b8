import { isBefore } from '../instants';
import type { Link, StationState } from './station-state';

/** The link of an event: `epoch` undefined only on `station.connected`, whose record's sequence becomes it. */
export interface LinkPosition {
  logEpoch: string;
  epoch: number | undefined;
}

/**
 * Whether a report of this link may set state (messaging rule 16). A link of another log is newer: the reader only goes
 * on in a new log by an operator's call.
 */
export function isCurrentLink(state: StationState, at: LinkPosition): boolean {
  if (state.link === null || state.link.logEpoch !== at.logEpoch) return true;
  return at.epoch === undefined || at.epoch >= state.link.epoch;
}

/** A link opened: it becomes the station's link unless a newer one is known. */
export function decideConnected(state: StationState, link: Link, at: string): StationState {
  if (!isCurrentLink(state, link)) return state;
  const again = state.link?.logEpoch === link.logEpoch && state.link.epoch === link.epoch;
  if (again && state.connected) return state;
  // A gateway that missed its lease says `connected` again for a link that never broke (messaging rule 19).
  const same = state.connected && state.link?.id === link.id;
  return { ...state, connected: true, link, connectedAt: same ? state.connectedAt : at };
}

/** A link closed: the late close of an old link changes nothing. */
export function decideDisconnected(state: StationState, link: LinkPosition, at: string): StationState {
  if (!state.connected || !isCurrentLink(state, link)) return state;
  return { ...state, connected: false, disconnectedAt: at };
}

/** Any frame counts as life; times only move forward. */
export function decideSeen(state: StationState, at: string): StationState {
  if (state.lastSeenAt !== null && !isBefore(state.lastSeenAt, at)) return state;
  return { ...state, lastSeenAt: at };
}

/** The gateway that held the link is gone: disconnected, if the current link is that gateway's. */
export function decideLinkLost(state: StationState, gatewayId: string, at: string): StationState {
  if (!state.connected || state.link?.gatewayId !== gatewayId) return state;
  return { ...state, connected: false, disconnectedAt: at };
}
