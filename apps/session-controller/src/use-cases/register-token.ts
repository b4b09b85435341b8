import type { Actor, Fact, TokenType } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { writeOutbox } from '@chargebus/messaging';
import type { DataSource } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import type { Token, TokenStatus } from '../domain/token';
import { deleteToken, saveToken, saveTokens } from '../store/token.repository';

export interface TokenOrder {
  uid: string;
  status: TokenStatus;
  type: TokenType;
  groupId: string | null;
  expiresAt: string | null;
  singleSession: boolean;
  allowedStations: string[] | null;
  allowedGroups: string[] | null;
}

/** Registers, changes and deletes tokens; every change is a fact. */
export class RegisterToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: number,
  ) {}

  /** The token as it is afterwards: new, or the one of this uid changed. */
  async put(caller: { tenantId: string; actor: Actor }, order: TokenOrder): Promise<Token> {
    const { tenantId, actor } = caller;
    const now = new Date().toISOString();
    return inTenant(this.dataSource, tenantId, async (em) => {
      const written = { ...order, id: uuidv7(), tenantId, createdAt: now, updatedAt: now };
      const token = await saveToken(em, written, actor);
      await writeOutbox(em, [toFact(token, actor, false)], this.partitions);
      return token;
    });
  }

  /**
   * Many tokens at once, all or none; each uid once. Importing the same again changes nothing, and tells nobody.
   * @returns how many are new, how many were changed
   */
  async import(
    caller: { tenantId: string; actor: Actor },
    orders: readonly TokenOrder[],
  ): Promise<{ created: number; changed: number; unchanged: number }> {
    const { tenantId, actor } = caller;
    const now = new Date().toISOString();
    return inTenant(this.dataSource, tenantId, async (em) => {
      const written = orders.map((order) => ({ ...order, id: uuidv7(), tenantId, createdAt: now, updatedAt: now }));
      const ids = new Set(written.map(({ id }) => id));
      const saved = await saveTokens(em, written, actor);
      await writeOutbox(
        em,
        saved.map((token) => toFact(token, actor, false)),
        this.partitions,
      );
      const created = saved.filter(({ id }) => ids.has(id)).length;
      return { created, changed: saved.length - created, unchanged: orders.length - saved.length };
    });
  }

  /** @returns whether there was such a token */
  async delete(caller: { tenantId: string; actor: Actor }, uid: string): Promise<boolean> {
    const { tenantId, actor } = caller;
    return inTenant(this.dataSource, tenantId, async (em) => {
      const token = await deleteToken(em, { tenantId, uid, now: new Date().toISOString(), actor });
      if (token === undefined) return false;
      await writeOutbox(em, [toFact(token, actor, true)], this.partitions);
      return true;
    });
  }
}

function toFact(token: Token, actor: Actor, deleted: boolean): Fact {
  const { tenantId, id, uid, status, type, groupId, expiresAt, updatedAt } = token;
  return {
    kind: 'token.changed',
    id: uuidv7(),
    tenantId,
    key: `token:${id}`,
    at: updatedAt,
    actor,
    data: { uid, status, type, groupId, expiresAt, deleted },
  };
}
