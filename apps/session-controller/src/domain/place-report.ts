import type { EvseRef } from '@chargebus/contracts';
import { isOpen, isRunning, type Label, type Session } from './session';
import { tokenKey } from './token';

/** Sessions of one station, of which the right one is found; in any order. */
export type StationSessions = readonly Session[];

const newestFirst = (a: Session, b: Session): number => {
  const [left, right] = [a.startedAt ?? a.openedAt, b.startedAt ?? b.openedAt];
  return left > right ? -1 : left < right ? 1 : 0;
};

/** The session a station calls `ref`: the newest open one first, since a label is never an identity (DESIGN 5). */
export function findByRef(sessions: StationSessions, ref: string): Session | undefined {
  const named = sessions.filter((session) => session.labels.some((label) => label.ref === ref)).sort(newestFirst);
  return named.find(isOpen) ?? named[0];
}

/** 1.x stations send 0 (or -1) for "no transaction". */
export const namesNone = (ref: string): boolean => ref === '0' || ref === '-1';

/** The open session on an EVSE (and connector, if named) that a report without a name belongs to: only if there is one. */
export function findOnlyAt(sessions: StationSessions, at: EvseRef): Session | undefined {
  if (at.evse === 0) return undefined; // Connector 0 is the main meter: not attributable.
  const running = sessions.filter((session) => isRunning(session) && isAt(session, at));
  return running.length === 1 ? running[0] : undefined;
}

/** The newest open session on an EVSE: what a connector's state is about, even if an older session was never closed. */
export function findNewestAt(sessions: StationSessions, at: EvseRef): Session | undefined {
  if (at.evse === 0) return undefined;
  return sessions.filter((session) => isRunning(session) && isAt(session, at)).sort(newestFirst)[0];
}

const isAt = (session: Session, at: EvseRef): boolean =>
  session.evseId === at.evse && (!at.connector || !session.connectorId || session.connectorId === at.connector);

/** Sessions that the same start opened before, newest first. */
export const startedBy = (sessions: StationSessions, fingerprint: string): Session[] =>
  sessions
    .filter((session) => session.startFingerprint === fingerprint && session.status !== 'pending')
    .sort(newestFirst);

export const hasLabel = (session: Session, label: Label): boolean =>
  session.labels.some(({ epoch, ref }) => epoch === label.epoch && ref === label.ref);

export const withLabel = (session: Session, label: Label): Session =>
  hasLabel(session, label) ? session : { ...session, labels: [...session.labels, label], transactionRef: label.ref };

/** A station's clock may lag this much behind ours and its start still answer a request. */
const CLOCK_LAG_MS = 5 * 60_000;
/** The log's receipt times and our request times come from different machines. */
const SERVER_SKEW_MS = 10_000;

/**
 * The pending session that this start answers. Stations that number remote starts (2.x) are matched by the number; else
 * (1.x) connector, token and time must fit: the report came after the request, and what it reports is not an older
 * start replayed.
 */
export function findPending(
  sessions: StationSessions,
  start: { evse?: number; token?: string; remoteStartId?: number; numbered: boolean; at: string; receivedAt: string },
): Session | undefined {
  const pending = sessions.filter((session) => session.status === 'pending' && session.requestedAt !== null);
  if (start.remoteStartId !== undefined) {
    return pending.find((session) => session.remoteStartId === start.remoteStartId);
  }
  if (start.numbered || start.token === undefined) return undefined;
  const token = tokenKey(start.token);
  return pending
    .filter((session) => session.token !== null && tokenKey(session.token) === token)
    .filter((session) => session.evseId === null || session.evseId === start.evse)
    .filter((session) => {
      const requested = Date.parse(session.requestedAt as string);
      return (
        Date.parse(start.receivedAt) >= requested - SERVER_SKEW_MS && Date.parse(start.at) >= requested - CLOCK_LAG_MS
      );
    })
    .sort((a, b) => Number(a.evseId === null) - Number(b.evseId === null) || (a.openedAt < b.openedAt ? -1 : 1))[0];
}
