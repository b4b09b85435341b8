import type { Actor, ChargingState, CommandOutcome } from '@chargebus/contracts';
import { isRunning, type Session } from './session';

/** What a session's pause is at: what was asked for, and what the station has made of it. Both are stored. */
export interface Pause {
  /** Whether the session shall be paused; false once it was resumed. */
  wanted: boolean;
  /** The charging profile of limit 0, as the station has it. */
  profile: { id: number; unit: 'A' | 'W'; stackLevel: number } | null;
  askedAt: string;
  actor: Actor;
  /** When the station took the profile. */
  acceptedAt: string | null;
  /** When the station reported that it suspends, in answer to it. */
  confirmedAt: string | null;
  /** A suspension that is reported later than this is no answer to it: the station suspends by itself. */
  confirmBy: string;
  /** A command under way. Whoever sends it ends it; at `dueAt` the sweep takes it over. */
  order: { commandId: string | null; attempts: number; dueAt: string } | null;
  /** The session was stopped instead, on request; `restartedAs` is the session that followed. */
  fallback: { restartedAs: string | null } | null;
}

type Outcome = CommandOutcome['status'];
/** The station may or may not have done it: what it reports will tell. */
const UNKNOWN: readonly Outcome[] = ['timeout', 'unknown-outcome'];
/** The station's clock, the log's and ours are not the same. */
const SKEW_MS = 10_000;
/** After a reboot a station may need a while before it takes profiles again, seconds. */
const AGAIN_AFTER_S = [2, 5, 15, 60, 300] as const;

const after = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();

/** Whether somebody sends a command of this pause right now. */
export const isOrdered = ({ pause }: Session, now: string): boolean => pause?.order != null && pause.order.dueAt > now;

export interface Asked {
  profile: NonNullable<Pause['profile']>;
  commandId: string;
  actor: Actor;
  now: string;
  /** When the command must have ended. */
  dueAt: string;
  confirmBy: string;
}

/** The session as the command to pause it leaves. What it has confirmed before still holds: the profile stays the same one. */
export function askPause(session: Session, { profile, commandId, actor, now, dueAt, confirmBy }: Asked): Session {
  const standing = session.pause?.wanted === true ? session.pause : null;
  const order = { commandId, attempts: 0, dueAt };
  const before = { acceptedAt: standing?.acceptedAt ?? null, confirmedAt: standing?.confirmedAt ?? null };
  return {
    ...session,
    pause: { wanted: true, profile, askedAt: now, actor, ...before, confirmBy, order, fallback: null },
  };
}

/** The session as the command to resume it leaves. @throws without a pause */
export function askResume(session: Session, o: Pick<Asked, 'commandId' | 'actor' | 'dueAt'>): Session {
  const pause = { ...(session.pause as Pause), wanted: false, actor: o.actor };
  return { ...session, pause: { ...pause, order: { commandId: o.commandId, attempts: 0, dueAt: o.dueAt } } };
}

/** The session once the command has an outcome. One that was taken over by another command is left alone. */
export function settlePause(
  session: Session,
  o: { commandId: string; status: Outcome; now: string; confirmBy: string },
): Session {
  const { pause } = session;
  if (pause === null || pause.order?.commandId !== o.commandId) return session;
  const ended: Pause = { ...pause, order: null };
  const took = o.status === 'accepted' || o.status === 'scheduled';
  if (!pause.wanted) {
    if (took) return release({ ...session, pause: { ...ended, acceptedAt: null, confirmedAt: null } });
    // The profile is there still, or may be: the session is as paused as it was.
    return { ...session, pause: { ...ended, wanted: pause.acceptedAt !== null } };
  }
  if (took) return { ...session, pause: { ...ended, acceptedAt: o.now, confirmBy: o.confirmBy } };
  if (UNKNOWN.includes(o.status)) return { ...session, pause: ended };
  // What the station had accepted before stays; else it was never paused.
  return pause.acceptedAt === null ? release({ ...session, pause: null }) : { ...session, pause: ended };
}

/** Nothing of ours holds the session any more: what the station last reported is its own doing. */
const release = (session: Session): Session =>
  session.status === 'paused' ? { ...session, status: 'suspended-evse' } : session;

/**
 * What the station reports, seen as an answer to the pause: a suspension confirms it, in time or for good, and charging
 * says that nothing holds the session (any more).
 */
export function answerPause(session: Session, state: ChargingState, receivedAt: string): Session {
  const { pause } = session;
  if (pause === null || !pause.wanted || pause.profile === null) return session;
  if (state === 'charging' && pause.confirmedAt !== null)
    return { ...session, pause: { ...pause, confirmedAt: null, confirmBy: receivedAt } };
  if (state !== 'suspended-evse' || pause.confirmedAt !== null) return session;
  const inTime = receivedAt >= after(pause.askedAt, -SKEW_MS) && receivedAt <= after(pause.confirmBy, SKEW_MS);
  return inTime ? { ...session, pause: { ...pause, confirmedAt: receivedAt } } : session;
}

/** The station has booted: profiles may be lost (OCPP 1.6 3.13), so that a pause which stands is ordered again. */
export function reapplyPause(session: Session, bootedAt: string): Session {
  const { pause } = session;
  if (!isRunning(session) || pause === null || !pause.wanted || pause.acceptedAt === null) return session;
  return { ...session, pause: { ...pause, order: { commandId: null, attempts: 0, dueAt: bootedAt } } };
}

/** An order that the sweep takes up; undefined if somebody else has it, or nothing is to be done. */
export function takeOrder(session: Session, o: { commandId: string; now: string; dueAt: string }): Session | undefined {
  const { pause } = session;
  if (!isRunning(session) || pause?.order == null || pause.order.dueAt > o.now) return undefined;
  const order = { commandId: o.commandId, attempts: pause.order.attempts + 1, dueAt: o.dueAt };
  return { ...session, pause: { ...pause, order, confirmBy: o.dueAt } };
}

/** The session after the sweep's command: settled, or ordered again a while later where the station may do better then. */
export function settleOrder(session: Session, o: Parameters<typeof settlePause>[1]): Session {
  const { pause } = session;
  const settled = settlePause(session, o);
  if (pause?.order == null || settled === session) return settled;
  const delayS = AGAIN_AFTER_S[pause.order.attempts - 1];
  const done = o.status === 'accepted' || o.status === 'scheduled' || o.status === 'unsupported';
  if (done || delayS === undefined) return settled;
  return {
    ...session,
    pause: { ...pause, order: { ...pause.order, commandId: null, dueAt: after(o.now, delayS * 1_000) } },
  };
}
