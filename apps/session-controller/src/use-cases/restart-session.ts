import type { Actor } from '@chargebus/contracts';
import { v7 as uuidv7 } from 'uuid';
import { isOrdered, type Pause } from '../domain/pause';
import { isOpen, type Session } from '../domain/session';
import type { ChangeSession } from './change-session';
import type { RunningSession } from './find-settled';
import type { PauseResult, PauseView } from './pause-session';
import type { RequestSession } from './request-session';
import type { StopSession } from './stop-session';

interface Caller {
  tenantId: string;
  actor: Actor;
}

const FALLBACK = 'stop-and-restart' as const;
/** A start is asked for and its outcome written down in this time, ms. */
const START_MS = 60_000;

/**
 * What a caller may ask for where a station cannot pause: the session is stopped, and resuming it starts another one for the
 * same token at the same EVSE. Each answer says what was done.
 */
export class RestartSession {
  constructor(
    private readonly changes: ChangeSession,
    private readonly stops: StopSession,
    private readonly requests: RequestSession,
  ) {}

  /** `view` tells why the station cannot pause. */
  async stop(caller: Caller, session: RunningSession, view: PauseView): Promise<PauseView> {
    const fallback = { restartedAs: null };
    await this.mark(caller, session, () => toFallback(caller.actor, fallback));
    const result = await this.stops.stop(caller, session.id);
    const stop = result.ok ? result.command : { status: 'rejected' as const, retryable: false, response: result };
    // Not stopped for certain: it goes on as it was. Where nobody knows, its end will tell.
    const stopped = ['accepted', 'scheduled', 'timeout', 'unknown-outcome'].includes(stop.status);
    if (!stopped) await this.mark(caller, session, () => null);
    const { status, retryable } = stop;
    const response = {
      ...view.response,
      fallback: FALLBACK,
      did: stopped ? 'stopped' : 'nothing',
      stop: stop.response,
    };
    return { ...view, status, retryable, response };
  }

  async start(caller: Caller, stopped: Session): Promise<PauseResult> {
    const now = new Date().toISOString();
    if (isOpen(stopped)) return { ok: false, reason: 'in-progress' };
    if (stopped.pause?.fallback?.restartedAs !== null) return { ok: false, reason: 'session-ended' };
    const commandId = uuidv7();
    const dueAt = new Date(Date.parse(now) + START_MS).toISOString();
    const taken = await this.changes.change(stopped, caller.actor, (before) => {
      if (before.pause?.fallback?.restartedAs !== null || isOrdered(before, now)) return undefined;
      return { ...before, pause: { ...before.pause, wanted: false, order: { commandId, attempts: 0, dueAt } } };
    });
    if (taken?.changed !== true) return { ok: false, reason: 'in-progress' };
    let restartedAs: string | null = null;
    try {
      const { stationId, token } = stopped;
      const result =
        token === null
          ? { ok: false as const, reason: 'token-unknown' }
          : await this.requests.request({ ...caller, stationId, ...toPlace(stopped), token });
      if (result.ok) restartedAs = result.id;
      const did = result.ok ? 'started-session' : 'nothing';
      const more = result.ok ? { sessionId: result.id } : { reason: result.reason };
      const status = result.ok ? 'accepted' : result.reason === 'offline' ? 'offline' : 'rejected';
      const response = { confirmed: false, fallback: FALLBACK, did, ...more };
      return {
        ok: true,
        command: { id: commandId, type: 'resume', status, retryable: status === 'offline', response },
      };
    } finally {
      await this.mark(caller, stopped, (pause) => pause && { ...pause, order: null, fallback: { restartedAs } });
    }
  }

  private async mark(caller: Caller, at: Session, change: (pause: Pause | null) => Pause | null): Promise<void> {
    await this.changes.change(at, caller.actor, (before) => ({ ...before, pause: change(before.pause) }));
  }
}

function toFallback(actor: Actor, fallback: Pause['fallback']): Pause {
  const askedAt = new Date().toISOString();
  const nothing = { profile: null, acceptedAt: null, confirmedAt: null, confirmBy: askedAt, order: null };
  return { wanted: true, askedAt, actor, ...nothing, fallback };
}

/** The car hangs where it hung. */
const toPlace = ({ evseId, connectorId }: Session): { evseId?: number; connectorId?: number } =>
  evseId === null ? {} : { evseId, ...(connectorId !== null && connectorId > 0 && { connectorId }) };
