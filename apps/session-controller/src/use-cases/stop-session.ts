import { isRetryable, partitionOf, type Actor, type CommandOutcome } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';
import type { DataSource } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import { isOpen, type Session } from '../domain/session';
import { beginCommand, endCommand } from '../store/request.repository';
import { findSession } from '../store/session.repository';
import type { ReportReader } from './expire-requests';

const CATCH_UP_MS = 2_000;

/** A session's command as the API tells of it. */
export interface CommandView {
  id: string;
  type: 'stop-transaction';
  status: Exclude<CommandOutcome['status'], 'invalid'>;
  retryable: boolean;
  response: unknown;
}
export type StopResult =
  | { ok: true; command: CommandView }
  | { ok: false; reason: 'unknown-session' | 'session-ended' | 'session-failed' | 'not-started' };

/** Tells the station to stop a session. The session ends when the station says so, not when it accepts. */
export class StopSession {
  constructor(
    private readonly o: { dataSource: DataSource; messaging: Messaging; stationTimeoutMs: number },
    private readonly reader: ReportReader,
  ) {}

  /** @throws NatsUnavailable, and the database's errors: outages, not refusals. */
  async stop(caller: { tenantId: string; actor: Actor }, sessionId: string): Promise<StopResult> {
    const { tenantId } = caller;
    const session = await this.findSettled(tenantId, sessionId);
    if (session === undefined) return { ok: false, reason: 'unknown-session' };
    if (session.status === 'failed') return { ok: false, reason: 'session-failed' };
    if (!isOpen(session)) return { ok: false, reason: 'session-ended' };
    const { transactionRef } = session;
    if (transactionRef === null) return { ok: false, reason: 'not-started' };
    return { ok: true, command: await this.command(caller, session, transactionRef) };
  }

  /** The session once what its station has reported is applied: before "unknown" or "not started" is said (rule 15). */
  private async findSettled(tenantId: string, id: string): Promise<Session | undefined> {
    const em = this.o.dataSource.manager;
    const found = (await findSession(em, tenantId, id))?.session;
    if (found !== undefined && found.status !== 'pending') return found;
    const { partitions } = this.o.messaging;
    const behind =
      found === undefined
        ? Array.from({ length: partitions }, (_, partition) => partition)
        : [partitionOf(tenantId, found.stationId, partitions)];
    await Promise.all(behind.map((partition) => this.reader.waitForLog(partition, CATCH_UP_MS)));
    return (await findSession(em, tenantId, id))?.session;
  }

  private async command(
    { tenantId, actor }: { tenantId: string; actor: Actor },
    session: Session,
    transactionRef: string,
  ): Promise<CommandView> {
    const em = this.o.dataSource.manager;
    const id = uuidv7();
    const type = 'stop-transaction' as const;
    const now = (): string => new Date().toISOString();
    await beginCommand(em, { tenantId, id, sessionId: session.id, type, now: now(), actor });
    const outcome = await this.o.messaging.command(
      {
        commandId: id,
        tenantId,
        stationId: session.stationId,
        timeoutMs: this.o.stationTimeoutMs,
        command: { type, transactionRef },
      },
      { presenceSaysConnected: true },
    );
    const status = outcome.status === 'invalid' ? 'failed' : outcome.status;
    const response = outcome.response ?? outcome.error ?? null;
    await endCommand(em, { tenantId, id, status, response, now: now() });
    return { id, type, status, retryable: isRetryable(outcome.status), response };
  }
}
