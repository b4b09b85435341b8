import type { Actor, Fact } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { writeOutbox } from '@chargebus/messaging';
import type { DataSource } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { decideFacts } from '../domain/session-facts';
import type { Session } from '../domain/session';
import { lockSession, saveSessions } from '../store/session.repository';

/** Changes sessions where no station's report does: the row, its facts and who did it in one transaction. */
export class ChangeSession {
  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: number,
  ) {}

  /**
   * The session after `decide`, which sees it as it is under its lock; undefined means no change. `also` writes what
   * belongs into the same transaction.
   * @returns undefined if there is no such session
   */
  async change(
    at: { tenantId: string; id: string },
    actor: Actor,
    decide: (session: Session) => Session | undefined,
    also?: (em: EntityManager, after: Session) => Promise<void>,
  ): Promise<{ before: Session; after: Session; changed: boolean } | undefined> {
    return inTenant(this.dataSource, at.tenantId, async (em) => {
      const before = await lockSession(em, at.tenantId, at.id);
      if (before === undefined) return undefined;
      const after = decide(before);
      if (after === undefined || after === before) return { before, after: before, changed: false };
      await saveSessions(em, [after], () => actor);
      await also?.(em, after);
      const now = new Date().toISOString();
      const facts = decideFacts(before, after, { points: [], asOf: now });
      await writeOutbox(
        em,
        facts.map((fact) => toFact(fact, after, actor, now)),
        this.partitions,
      );
      return { before, after, changed: true };
    });
  }
}

const toFact = (fact: ReturnType<typeof decideFacts>[number], session: Session, actor: Actor, at: string): Fact =>
  ({ ...fact, id: uuidv7(), tenantId: session.tenantId, key: session.stationId, at, actor }) as Fact;
