import { isRetryable, type Actor, type CommandOutcome } from '@chargebus/contracts';
import type { DataSource } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import { askPause, askResume, isOrdered, settlePause, type Pause } from '../domain/pause';
import type { PauseAbility } from '../domain/pause-ability';
import { isRunning, type Session } from '../domain/session';
import { beginCommand, endCommand, nextProfileId } from '../store/request.repository';
import type { ChangeSession } from './change-session';
import type { CommandView } from './command-station';
import type { ConfirmPause } from './confirm-pause';
import { whyNotRunning, type FindSettled, type NotRunning, type RunningSession } from './find-settled';
import type { LearnAbility } from './learn-ability';
import type { RestartSession } from './restart-session';
import { toPauseCommand, type SendPause } from './send-pause';

export type PauseType = 'pause' | 'resume';
/** What the station's answer and its reports come to. */
export interface PauseResponse {
  /** Whether the station has reported it, too. */
  confirmed: boolean;
  reason?: string;
  [more: string]: unknown;
}
export type PauseView = CommandView<PauseType> & { response: PauseResponse };
export type PauseResult =
  { ok: true; command: PauseView } | { ok: false; reason: NotRunning | 'not-paused' | 'in-progress' };
export type PauseFallback = 'stop-and-restart';

interface Caller {
  tenantId: string;
  actor: Actor;
}

/**
 * Pauses and resumes sessions. OCPP knows neither: a charging profile of limit 0 is set and cleared, so that the limits of
 * before come back, and the session is `paused` once the station reports that it suspends (DESIGN 5 "Pause/resume").
 */
export class PauseSession {
  constructor(
    private readonly o: { dataSource: DataSource; sessions: FindSettled; changes: ChangeSession },
    private readonly ability: LearnAbility,
    private readonly station: { send: SendPause; confirm: ConfirmPause },
    private readonly restarts: RestartSession,
  ) {}

  /** @throws AskFailed, NatsUnavailable, and the database's errors: outages, not refusals. */
  async pause(
    caller: Caller,
    id: string,
    o: { waitMs: number; fallback?: PauseFallback | undefined },
  ): Promise<PauseResult> {
    const session = await this.o.sessions.find(caller.tenantId, id);
    const reason = whyNotRunning(session);
    if (reason !== undefined) return { ok: false, reason };
    const running = session as RunningSession;
    const ability = await this.findAbility(running);
    const view = await this.order(caller, running, 'pause', o.waitMs, ability);
    if (view === undefined) return { ok: false, reason: 'in-progress' };
    const instead = view.status === 'unsupported' && o.fallback !== undefined;
    return { ok: true, command: instead ? await this.restarts.stop(caller, running, view) : view };
  }

  /** @throws as `pause` */
  async resume(caller: Caller, id: string, o: { waitMs: number }): Promise<PauseResult> {
    const session = await this.o.sessions.find(caller.tenantId, id);
    if (session?.pause?.fallback != null) return this.restarts.start(caller, session);
    const reason = whyNotRunning(session);
    if (reason !== undefined) return { ok: false, reason };
    if (session?.pause == null) return { ok: false, reason: 'not-paused' };
    const command = await this.order(caller, session as RunningSession, 'resume', o.waitMs);
    return command === undefined ? { ok: false, reason: 'in-progress' } : { ok: true, command };
  }

  private async findAbility(session: RunningSession): Promise<PauseAbility | { ok: false; outcome: CommandOutcome }> {
    // 2.0.1 K01.FR.03: a TxProfile is set at the EVSE of its transaction.
    if (session.evseId === null) return { ok: false, reason: 'The station has not said at which EVSE the session is' };
    return this.ability.learn(session);
  }

  /** @returns undefined if another pause or resume of the session is under way */
  private async order(
    caller: Caller,
    session: RunningSession,
    type: PauseType,
    waitMs: number,
    ability?: PauseAbility | { ok: false; outcome: CommandOutcome },
  ): Promise<PauseView | undefined> {
    const commandId = uuidv7();
    const em = this.o.dataSource.manager;
    const ledger = { tenantId: caller.tenantId, id: commandId };
    const now = new Date().toISOString();
    const begin = { ...ledger, sessionId: session.id, type, now, actor: caller.actor };
    if (ability?.ok === false) {
      await beginCommand(em, begin);
      const view = toView(type, toOutcome(ability), commandId);
      await endCommand(em, { ...ledger, ...view, now: new Date().toISOString() });
      return view;
    }
    const profile = ability === undefined ? undefined : await this.toProfile(session, ability);
    const { dueAt } = this.station.send.times(now);
    const asked = { commandId, actor: caller.actor, now, dueAt, confirmBy: this.station.send.times(dueAt).confirmBy };
    const ordered = await this.o.changes.change(session, caller.actor, async (before, tx) => {
      if (!isRunning(before) || isOrdered(before, now)) return undefined;
      await beginCommand(tx, begin);
      return profile === undefined ? askResume(before, asked) : askPause(before, { ...asked, profile });
    });
    if (ordered?.changed !== true) return undefined;
    const outcome = await this.send(caller, ordered.after as RunningSession, commandId);
    const confirmed = outcome.status === 'accepted' && (await this.station.confirm.wait(session, type, waitMs));
    const view = toView(type, outcome, commandId, confirmed);
    await endCommand(em, { ...ledger, ...view, now: new Date().toISOString() });
    return view;
  }

  /** Sends what was ordered, and writes down what came of it. Nothing that never left stays ordered. */
  private async send({ actor }: Caller, ordered: RunningSession, commandId: string): Promise<CommandOutcome> {
    const settle = async (status: CommandOutcome['status']): Promise<void> => {
      const now = new Date().toISOString();
      const { confirmBy } = this.station.send.times(now);
      await this.o.changes.change(ordered, actor, (before) =>
        settlePause(before, { commandId, status, now, confirmBy }),
      );
    };
    try {
      const outcome = await this.station.send.send(ordered, commandId, toPauseCommand(ordered));
      await settle(outcome.status);
      return outcome;
    } catch (error) {
      await settle('offline');
      throw error;
    }
  }

  /** The same profile again where the session has one, so that it replaces itself. */
  private async toProfile(session: Session, ability: { unit: 'A' | 'W'; stackLevel: number }) {
    const { unit, stackLevel } = ability;
    const { tenantId, stationId } = session;
    const id = session.pause?.profile?.id ?? (await nextProfileId(this.o.dataSource.manager, tenantId, stationId));
    return { id, unit, stackLevel } satisfies Pause['profile'];
  }
}

type NoAbility = Exclude<PauseAbility, { ok: true }> | { ok: false; outcome: CommandOutcome };

const toOutcome = (no: NoAbility): Pick<CommandOutcome, 'status' | 'response' | 'error'> =>
  'outcome' in no ? no.outcome : { status: 'unsupported', response: { reason: no.reason } };

function toView(
  type: PauseType,
  outcome: Pick<CommandOutcome, 'status' | 'response' | 'error'>,
  id: string,
  confirmed = false,
): PauseView {
  const { status, error } = outcome;
  const said = typeof outcome.response === 'object' && outcome.response !== null ? outcome.response : {};
  const reason = error?.description || error?.code;
  return {
    id,
    type,
    status: status === 'invalid' ? 'failed' : status,
    retryable: isRetryable(status),
    response: { confirmed, ...(reason === undefined ? {} : { reason, error }), ...said },
  };
}
