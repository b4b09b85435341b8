import { isOutage } from '@chargebus/database';
import type { DataSource, Logger } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import { settleOrder, takeOrder } from '../domain/pause';
import { beginCommand, endCommand } from '../store/request.repository';
import { listDuePauses } from '../store/pause.repository';
import type { ChangeSession } from './change-session';
import { SELF } from './fail-request';
import type { RunningSession } from './find-settled';
import { toPauseCommand, type SendPause } from './send-pause';

const A_SWEEP = 100;

/**
 * Sends what pauses have due: those of stations that booted, whose profiles may be lost, and those whose sender died. Any
 * number of replicas may sweep: whoever takes an order has it until it is due again, and the same profile set twice is one.
 */
export class ApplyPauses {
  constructor(
    private readonly o: { dataSource: DataSource; logger: Logger },
    private readonly changes: ChangeSession,
    private readonly station: SendPause,
  ) {}

  /** One look. Stations are told at the same time: one that does not answer holds up no other. */
  async sweep(): Promise<void> {
    const due = await listDuePauses(this.o.dataSource.manager, new Date().toISOString(), A_SWEEP);
    await Promise.all(
      due.map((at) =>
        this.apply(at).catch((error: unknown) => {
          if (!isOutage(error)) this.o.logger.warn({ err: error, sessionId: at.id }, 'a pause could not be applied');
        }),
      ),
    );
  }

  private async apply(at: { tenantId: string; id: string }): Promise<void> {
    const { manager } = this.o.dataSource;
    const commandId = uuidv7();
    const ledger = { tenantId: at.tenantId, id: commandId };
    const now = new Date().toISOString();
    const { dueAt } = this.station.times(now);
    const taken = await this.changes.change(at, SELF, async (session, em) => {
      const next = takeOrder(session, { commandId, now, dueAt });
      if (next === undefined) return undefined;
      const type = next.pause?.wanted === true ? 'pause' : 'resume';
      await beginCommand(em, { ...ledger, sessionId: at.id, type, now, actor: SELF });
      return next;
    });
    if (taken?.changed !== true) return;
    const session = taken.after as RunningSession;
    const outcome = await this.station.send(session, commandId, toPauseCommand(session));
    const settledAt = new Date().toISOString();
    const { confirmBy } = this.station.times(settledAt);
    const { status } = outcome;
    await this.changes.change(at, SELF, (before) =>
      settleOrder(before, { commandId, status, now: settledAt, confirmBy }),
    );
    const response = outcome.response ?? outcome.error ?? null;
    await endCommand(manager, { ...ledger, status, response, now: settledAt });
  }
}
