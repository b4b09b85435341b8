import type { Actor } from '@chargebus/contracts';
import { together } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { Bill, BillEntry } from '../domain/bill';
import type { BillInput } from '../domain/bill-input';
import { insertEntries, takeNumbers, type StoredEntry } from './bill-entry.repository';
import { findBillsOfSessions, saveBills } from './bill.repository';
import { insertItems } from './invoice-item.repository';
import {
  findPricedSessions,
  isProgress,
  savePricedSessions,
  saveProgress,
  type PricedSession,
  type SessionKey,
} from './priced-session.repository';
import { findInputs, keepInputs, type SessionInput } from './session-input.repository';

const keyOf = ({ tenantId, sessionId }: SessionKey): string => `${tenantId}/${sessionId}`;

/**
 * The sessions and bills that a batch of facts is about: loaded and locked in two queries, changed in memory, written in a few
 * statements. Lives as long as one transaction.
 */
export class BillingWorkspace {
  private readonly sessions = new Map<string, PricedSession>();
  /** As they are in the database. */
  private readonly loaded = new Map<string, PricedSession>();
  private readonly bills = new Map<string, Bill>();
  private readonly changedSessions = new Set<string>();
  private readonly changedBills = new Set<string>();
  private readonly entries: StoredEntry[] = [];
  private inputs: SessionInput[] = [];

  private constructor(readonly em: EntityManager) {}

  /** @param ended those of `sessions` that may get, or have, a bill */
  static async open(em: EntityManager, sessions: SessionKey[], ended: SessionKey[]): Promise<BillingWorkspace> {
    const workspace = new BillingWorkspace(em);
    for (const session of await findPricedSessions(em, sessions)) {
      workspace.sessions.set(keyOf(session), session);
      workspace.loaded.set(keyOf(session), session);
    }
    if (ended.length > 0) {
      for (const bill of await findBillsOfSessions(em, ended)) workspace.bills.set(keyOf(bill), bill);
    }
    return workspace;
  }

  findSession(key: SessionKey): PricedSession | undefined {
    return this.sessions.get(keyOf(key));
  }

  /** @throws if neither the database nor this batch knows the session */
  getSession(key: SessionKey): PricedSession {
    const session = this.findSession(key);
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

  /** Puts a bill in its place, with the entries that this adds to its history. */
  putBill(bill: Bill, entries: readonly BillEntry[] = []): void {
    const stored = { ...bill, entries: bill.entries + entries.length };
    entries.forEach((entry, n) => this.entries.push({ bill, seq: bill.entries + n + 1, entry }));
    this.bills.set(keyOf(bill), stored);
    this.changedBills.add(keyOf(bill));
  }

  /** Keeps a fact as an input of the session's bill. */
  keep(input: SessionInput): void {
    this.inputs.push(input);
  }

  /** What is kept of all facts of the session so far, in the order of the log: those of this batch too. */
  async inputsOf(key: SessionKey): Promise<BillInput[]> {
    await this.writeInputs();
    return findInputs(this.em, key);
  }

  /** @param actor - who changed the bills last */
  async write(actor: Actor): Promise<void> {
    await together([this.writeInputs(), this.writeSessions()]);
    if (this.changedBills.size === 0) return;
    await this.number();
    const bills = [...this.changedBills].flatMap((key) => this.bills.get(key) ?? []);
    await together([saveBills(this.em, bills, actor), insertEntries(this.em, this.entries)]);
    await insertItems(this.em, this.entries);
  }

  /** Gives final bills and credit notes their numbers, in the order they were made. */
  private async number(): Promise<void> {
    const numbered = this.entries.filter(({ entry }) => entry.numbered);
    const wanted = new Map<string, number>();
    for (const { bill } of numbered) wanted.set(bill.tenantId, (wanted.get(bill.tenantId) ?? 0) + 1);
    const next = await takeNumbers(this.em, wanted);
    for (const stored of numbered) {
      const { bill, entry } = stored;
      const number = next.get(bill.tenantId) as number;
      next.set(bill.tenantId, number + 1);
      stored.entry = { ...entry, number };
      const held = this.bills.get(keyOf(bill));
      if (held && entry.kind !== 'credited') this.bills.set(keyOf(bill), { ...held, number });
    }
  }

  private async writeSessions(): Promise<void> {
    const whole: PricedSession[] = [];
    const progress: PricedSession[] = [];
    for (const key of this.changedSessions) {
      const [session, before] = [this.sessions.get(key) as PricedSession, this.loaded.get(key)];
      (before && isProgress(before, session) ? progress : whole).push(session);
    }
    await together([savePricedSessions(this.em, whole), saveProgress(this.em, progress)]);
  }

  private async writeInputs(): Promise<void> {
    const { inputs } = this;
    this.inputs = [];
    if (inputs.length > 0) await keepInputs(this.em, inputs);
  }
}
