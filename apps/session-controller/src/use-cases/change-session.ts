import type { Actor, EnergyPoint, Fact } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { writeOutbox } from '@chargebus/messaging';
import type { DataSource } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { decideFacts } from '../domain/session-facts';
import type { Session } from '../domain/session';
import { lockSession, saveSessions } from '../store/session.repository';

/** The session as it shall be, and points that are added to its energy curve. */
type Changed = Session | { session: Session; points: EnergyPoint[] };

/** Changes sessions where no station's report does: the row, its facts and who did it in one transaction. */
export class ChangeSession {
  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: number,
  ) {}

  /**
   * `decide` sees the session as it is under its lock, and may write what belongs into the same transaction; undefined means no
   * change, and that nothing is written.
   * @returns undefined if there is no such session
   */
  async change(
    at: { tenantId: string; id: string },
    actor: Actor,
    decide: (session: Session, em: EntityManager) => Changed | undefined | Promise<Changed | undefined>,
  ): Promise<{ before: Session; after: Session; changed: boolean } | undefined> {
    try {
      return await inTenant(this.dataSource, at.tenantId, async (em) => {
        const before = await lockSession(em, at.tenantId, at.id);
        if (before === undefined) return undefined;
        const decided = await decide(before, em);
        if (decided === undefined) throw new Unchanged(before);
        const { session: after, points } = 'session' in decided ? decided : { session: decided, points: [] };
        if (after === before) return { before, after, changed: false };
        await saveSessions(em, [after], () => actor);
        const now = new Date().toISOString();
        const facts = decideFacts(before, after, { points, asOf: now });
        await writeOutbox(
          em,
          facts.map((fact) => toFact(fact, after, actor, now)),
          this.partitions,
        );
        return { before, after, changed: true };
      });
    } catch (error) {
      if (!(error instanceof Unchanged)) throw error;
      return { before: error.session, after: error.session, changed: false };
    }
  }
}

/** Rolls back what was written for a change that was then refused. */
class Unchanged extends Error {
  constructor(readonly session: Session) {
    super('unchanged');
  }
}

const toFact = (fact: ReturnType<typeof decideFacts>[number], session: Session, actor: Actor, at: string): Fact =>
  ({ ...fact, id: uuidv7(), tenantId: session.tenantId, key: session.stationId, at, actor }) as Fact;
