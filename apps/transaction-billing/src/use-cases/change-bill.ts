import { createHash } from 'node:crypto';
import type { Actor, Fact } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { conflict, notFound, unprocessable, type DataSource } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import type { Bill } from '../domain/bill';
import { decideCredit, decideRelease, type BillChange, type ChangedBy } from '../domain/change-bill';
import type { Price } from '../domain/price';
import { findBill } from '../store/bill.repository';
import { BillingWorkspace } from '../store/billing-workspace';
import { takeKey } from '../store/idempotency-key.repository';
import { isSameCost, toBillChanged, toCost, toSessionPriced, type FactHeader } from './billing-facts';
import { tellFacts } from './tell-facts';

/** What changes bills: the database, the caller, and the partitions of the log. */
export interface BillDesk {
  dataSource: DataSource;
  partitions: number;
  tenantId: string;
  actor: Actor;
  /** A repeat with the same key changes nothing and is answered with the bill as it stands. */
  idempotencyKey?: string | undefined;
}

/** Makes a held bill final as it stands. @throws Problem 404, or 409 with the reason */
export const releaseBill = (desk: BillDesk, id: string, reason: string): Promise<Bill> =>
  changeBill(desk, { id, verb: 'release', reason }, (bill, by) => decideRelease(bill, by));

/** Takes a final bill back by a credit note, or closes a held one. @throws Problem 404, or 409 with the reason */
export const creditBill = (desk: BillDesk, id: string, reason: string): Promise<Bill> =>
  changeBill(desk, { id, verb: 'credit', reason }, (bill, by) => decideCredit(bill, by));

/** What is asked of a bill: the same request has the same fields. */
export interface ChangeRequest {
  id: string;
  verb: 'release' | 'correct' | 'credit';
  reason: string;
  correction?: object;
}

const told: Record<(BillChange & { ok: false })['reason'], string> = {
  'not-held': 'Only a held bill is released.',
  'not-final': 'Only a final or a held bill is credited.',
  'credited-already': 'The bill is credited; it does not change any more.',
  'no-amount': 'The bill has no amount to release: correct it, naming the tariff or what is missing.',
};

/**
 * Changes a bill as people decide: the bill, the entries of its history and the facts in one transaction, while its session and it
 * are locked.
 * @param decide - what becomes of the bill as it stands under the lock
 * @throws Problem 404, 409 with the reason, or 422 where the key was used for another change
 */
export async function changeBill(
  desk: BillDesk,
  request: ChangeRequest,
  decide: (bill: Bill, by: ChangedBy, workspace: BillingWorkspace) => BillChange | Promise<BillChange>,
): Promise<Bill> {
  const { tenantId, actor } = desk;
  const { id, reason } = request;
  return inTenant(desk.dataSource, tenantId, async (em) => {
    const found = await findBill(em, tenantId, id);
    if (!found) throw notFound('bill', id);
    const workspace = await BillingWorkspace.open(em, [found], [found]);
    const before = workspace.bill(found) as Bill;
    if (await isRepeat(em, desk, request)) return before;
    const at = new Date().toISOString();
    const change = await decide(before, { actor, at, reason }, workspace);
    if (!change.ok) throw conflict(change.reason, told[change.reason]);
    workspace.putBill(change.bill, change.entries);
    await publishChange(em, desk, change.bill, workspace);
    await workspace.write(actor);
    return workspace.bill(found) as Bill;
  });
}

/** Whether the change under this key is made already. @throws Problem 422 where the key was used for another one */
async function isRepeat(em: EntityManager, desk: BillDesk, request: ChangeRequest): Promise<boolean> {
  const { tenantId, idempotencyKey: key } = desk;
  if (key === undefined) return false;
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('base64url');
  const kept = await takeKey(em, { tenantId, key, billId: request.id, requestHash });
  if (kept === 'other') throw unprocessable([{ path: 'Idempotency-Key', message: 'was used for another request' }]);
  return kept === 'same';
}

async function publishChange(
  em: EntityManager,
  desk: BillDesk,
  bill: Bill,
  workspace: BillingWorkspace,
): Promise<void> {
  const { tenantId, actor } = desk;
  const header = (): FactHeader => ({ id: v7(), tenantId, key: bill.stationId, at: new Date().toISOString(), actor });
  const facts: Fact[] = [toBillChanged(header(), bill)];
  const session = workspace.findSession(bill);
  const price = bill.status === 'credited' && bill.price ? nothing(bill.price) : bill.price;
  if (session && price) {
    const cost = toCost(price, true);
    if (!isSameCost(cost, session.cost)) {
      workspace.putSession({ ...session, cost });
      facts.push(toSessionPriced(header(), { ...session, endedAt: bill.sessionEndedAt }, cost));
    }
  }
  await tellFacts(em, facts, desk.partitions);
}

/** What a credited session costs: nothing. */
function nothing(price: Price): Price {
  const zero = price.total
    .replace('-', '')
    .replaceAll(/\d/g, '0')
    .replace(/^0+(?=\d)/, '');
  return { ...price, lines: [], net: zero, vat: zero, total: zero };
}
