import type { Actor } from '@chargebus/contracts';
import type { DataSource } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import { beginCommand, endCommand } from '../store/request.repository';
import { toCommandView, type CommandStation, type CommandView } from './command-station';
import { whyNotRunning, type FindSettled, type NotRunning, type RunningSession } from './find-settled';

export type StopResult = { ok: true; command: CommandView<'stop-transaction'> } | { ok: false; reason: NotRunning };

/** Tells the station to stop a session. The session ends when the station says so, not when it accepts. */
export class StopSession {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sessions: FindSettled,
    private readonly stations: CommandStation,
  ) {}

  /** @throws NatsUnavailable, and the database's errors: outages, not refusals. */
  async stop(caller: { tenantId: string; actor: Actor }, sessionId: string): Promise<StopResult> {
    const session = await this.sessions.find(caller.tenantId, sessionId);
    const reason = whyNotRunning(session);
    if (reason !== undefined) return { ok: false, reason };
    return { ok: true, command: await this.command(caller.actor, session as RunningSession) };
  }

  private async command(actor: Actor, session: RunningSession): Promise<CommandView<'stop-transaction'>> {
    const em = this.dataSource.manager;
    const { tenantId, id: sessionId, transactionRef } = session;
    const id = uuidv7();
    const type = 'stop-transaction' as const;
    await beginCommand(em, { tenantId, id, sessionId, type, now: new Date().toISOString(), actor });
    const view = toCommandView(type, await this.stations.tell(session, { type, transactionRef }, id));
    await endCommand(em, { tenantId, ...view, now: new Date().toISOString() });
    return view;
  }
}
