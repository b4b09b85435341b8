import { isBefore } from '../instants';
import type { SessionSnapshot } from '@chargebus/contracts';

/** The session an EVSE is busy with, as session facts tell it. */
export interface EvseActivity {
  sessionId: string | null;
  startedAt: string | null;
  powerW: number | null;
}

export const IDLE: EvseActivity = { sessionId: null, startedAt: null, powerW: null };

/**
 * What a session fact makes of its EVSE. Facts of different sessions may arrive in any order, so the session that
 * started last keeps the EVSE, and an end frees it only from the session that ended.
 */
export function decideActivity(known: EvseActivity, session: SessionSnapshot): EvseActivity {
  const over = session.status === 'ended' || session.status === 'failed';
  if (over) return known.sessionId === session.id ? IDLE : known;
  // Asked for but not begun: no EVSE is busy with it yet.
  if (session.startedAt === null) return known;
  const other = known.sessionId !== null && known.sessionId !== session.id;
  if (other && known.startedAt !== null && isBefore(session.startedAt, known.startedAt)) return known;
  const { id: sessionId, startedAt, powerW } = session;
  const same = known.sessionId === sessionId && known.startedAt === startedAt && known.powerW === powerW;
  return same ? known : { sessionId, startedAt, powerW };
}
