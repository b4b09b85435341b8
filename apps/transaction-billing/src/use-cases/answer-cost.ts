import { correctedTime, type AskReply, type AskRequest, type asks } from '@chargebus/contracts';
import { GatheredLookup } from '@chargebus/database';
import type { DataSource } from '@chargebus/service-runtime';
import { decideDriverCost, type CostedSession } from '../domain/driver-cost';
import { findCostedSessions, type StationsName } from '../store/driver-cost.repository';

type Question = AskRequest<typeof asks.costOfSession>;
type Answer = AskReply<typeof asks.costOfSession>;

/** Another replica may read the partition: its commits are looked for so often. */
const LOOK_EVERY_MS = 25;
/** So long before nobody waits any more the answer is sent. */
const ON_THE_WAY_MS = 20;

/** Says what drivers are told of a session, once the report that asks for it is counted, by whichever replica reads it. */
export class AnswerCost {
  private readonly sessions: GatheredLookup<StationsName, CostedSession | null>;
  private committed = new Set<() => void>();

  /** @param facts - billing's reader */
  constructor(dataSource: Pick<DataSource, 'manager'>, facts: { onApplied(listener: () => void): void }) {
    this.sessions = new GatheredLookup((names) => findCostedSessions(dataSource.manager, names));
    facts.onApplied(() => {
      const woken = this.committed;
      this.committed = new Set();
      for (const wake of woken) wake();
    });
  }

  async answer({ tenantId, stationId, event, position, waitMs }: Question): Promise<Answer> {
    const { transactionRef } = event.data;
    if (transactionRef === undefined) return { ok: false, reason: 'unknown-transaction' };
    const report = { position, at: correctedTime(event).at };
    const deadline = performance.now() + waitMs - ON_THE_WAY_MS;
    for (;;) {
      const session = await this.sessions.find({ tenantId, stationId, transactionRef });
      const cost = decideDriverCost(session, report);
      if (cost !== 'wait') return { ok: true, cost };
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return { ok: false, reason: session === null ? 'unknown-transaction' : 'not-read-in-time' };
      await this.nextCommit(Math.min(leftMs, LOOK_EVERY_MS));
    }
  }

  private nextCommit(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.committed.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      this.committed.add(wake);
    });
  }
}
