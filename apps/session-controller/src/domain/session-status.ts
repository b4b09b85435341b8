import type { ChargingState, SessionStatus } from '@chargebus/contracts';
import { answerPause } from './pause';
import type { Session } from './session';

const RUNNING = ['preparing', 'charging', 'suspended-ev', 'suspended-evse', 'paused', 'finishing'] as const;

/** Which status may follow which. Nothing follows `ended` and `failed`. */
export const sessionTransitions: Record<SessionStatus, readonly SessionStatus[]> = {
  pending: ['preparing', 'charging', 'suspended-ev', 'suspended-evse', 'finishing', 'ended', 'failed'],
  preparing: [...RUNNING, 'ended'],
  charging: [...RUNNING, 'ended'],
  'suspended-ev': [...RUNNING, 'ended'],
  'suspended-evse': [...RUNNING, 'ended'],
  paused: [...RUNNING, 'ended'],
  finishing: [...RUNNING, 'ended'],
  ended: [],
  failed: [],
};

/** The session in `status` where the table allows it, else unchanged. */
export function moveTo(session: Session, status: SessionStatus): Session {
  if (session.status === status || !sessionTransitions[session.status].includes(status)) return session;
  return { ...session, status };
}

/** What the station reported its connector to do, in the session's words. */
export function statusOf(state: ChargingState, session: Pick<Session, 'energyWh'>): SessionStatus {
  // 2.0.1 ChargingStateEnumType Idle: no cable, or authorised without one; before any energy it is a preparation.
  if (state === 'idle') return session.energyWh > 0 ? 'finishing' : 'preparing';
  return state;
}

/**
 * The session after the station reported `state` at `at`; a report older than the last one changes nothing. It is `paused`
 * only if that was asked for and the station's suspension answers it (DESIGN 5 "Pause/resume").
 */
export function reportState(session: Session, state: ChargingState, at: string, receivedAt: string): Session {
  const { statusAt } = session.progress;
  if (statusAt !== null && at < statusAt) return session;
  const answered = answerPause(session, state, receivedAt);
  const paused = state === 'suspended-evse' && answered.pause?.wanted === true && answered.pause.confirmedAt !== null;
  const moved = moveTo(answered, paused ? 'paused' : statusOf(state, session));
  // A car is there: the place is not free.
  const freeSince = state === 'idle' ? moved.freeSince : null;
  return { ...moved, freeSince, progress: { ...session.progress, statusAt: at } };
}
