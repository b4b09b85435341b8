import type { Actor, Fact, SessionSnapshot } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { writeOutbox } from '@chargebus/messaging';
import type { DataSource } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import { toSnapshot, type Session } from '../domain/session';
import { lockSession, saveSessions } from '../store/session.repository';

/** This service, where it changes something by itself. */
export const SELF: Actor = { type: 'service', id: 'session-controller' };

/** Fails sessions that were asked for and of which nothing came. */
export class FailRequest {
  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: number,
  ) {}

  /**
   * Fails the session if it is pending still: its start may have come first. Safe against replicas that do the same.
   * @returns the session as it is afterwards
   */
  async fail(
    at: { tenantId: string; id: string },
    failReason: NonNullable<SessionSnapshot['failReason']>,
    actor: Actor = SELF,
  ): Promise<Session | undefined> {
    return inTenant(this.dataSource, at.tenantId, async (em) => {
      const session = await lockSession(em, at.tenantId, at.id);
      if (session?.status !== 'pending') return session;
      const failed: Session = { ...session, status: 'failed', failReason };
      await saveSessions(em, [failed], () => actor);
      await writeOutbox(em, [toRequestFact('session.failed', failed, actor)], this.partitions);
      return failed;
    });
  }
}

/** What happens to a session without its station having said anything. */
export function toRequestFact(kind: 'session.requested' | 'session.failed', session: Session, actor: Actor): Fact {
  return {
    kind,
    id: uuidv7(),
    tenantId: session.tenantId,
    key: session.stationId,
    at: new Date().toISOString(),
    actor,
    data: { session: toSnapshot(session) },
  };
}
