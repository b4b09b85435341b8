import type { Actor, Fact } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { findBillsOfSessions, saveBills, type Bill } from './bill.repository';
import {
  findPricedSessions,
  keepInputs,
  savePricedSessions,
  type PricedSession,
  type SessionKey,
} from './priced-session.repository';

const keyOf = ({ tenantId, sessionId }: SessionKey): string => `${tenantId}/${sessionId}`;

/**
 * The sessions and bills that a batch of facts is about: loaded and locked in two queries, changed in memory, written in a few
 * statements. Lives as long as one transaction.
 */
export class BillingWorkspace {
  private readonly sessions = new Map<string, PricedSession>();
  private readonly bills = new Map<string, Bill>();
  private readonly changedSessions = new Set<string>();
  private readonly changedBills = new Set<string>();
  private readonly inputs: { sessionId: string; fact: Fact }[] = [];

  private constructor(readonly em: EntityManager) {}

  /** @param ended those of `sessions` that may get, or have, a bill */
  static async open(em: EntityManager, sessions: SessionKey[], ended: SessionKey[]): Promise<BillingWorkspace> {
    const workspace = new BillingWorkspace(em);
    for (const session of await findPricedSessions(em, sessions)) workspace.sessions.set(keyOf(session), session);
    if (ended.length > 0) {
      for (const bill of await findBillsOfSessions(em, ended)) workspace.bills.set(keyOf(bill), bill);
    }
    return workspace;
  }

  hasSession(key: SessionKey): boolean {
    return this.sessions.has(keyOf(key));
  }

  /** @throws if neither the database nor this batch knows the session */
  getSession(key: SessionKey): PricedSession {
    const session = this.sessions.get(keyOf(key));
    if (!session) throw new Error(`billing does not know session ${key.sessionId} of tenant ${key.tenantId}`);
    return session;
  }

  putSession(session: PricedSession): void {
    this.sessions.set(keyOf(session), session);
    this.changedSessions.add(keyOf(session));
  }

  bill(key: SessionKey): Bill | undefined {
    return this.bills.get(keyOf(key));
  }

  putBill(bill: Bill): void {
    this.bills.set(keyOf(bill), bill);
    this.changedBills.add(keyOf(bill));
  }

  /** Keeps a fact as an input of the session's bill. */
  keep(sessionId: string, fact: Fact): void {
    this.inputs.push({ sessionId, fact });
  }

  async write(actor: Actor): Promise<void> {
    if (this.inputs.length > 0) await keepInputs(this.em, this.inputs);
    const sessions = [...this.changedSessions].flatMap((key) => this.sessions.get(key) ?? []);
    if (sessions.length > 0) await savePricedSessions(this.em, sessions);
    const bills = [...this.changedBills].flatMap((key) => this.bills.get(key) ?? []);
    if (bills.length > 0) await saveBills(this.em, bills, actor);
  }
}
