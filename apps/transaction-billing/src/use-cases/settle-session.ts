import type { Actor, Fact, FactOf, SessionCost } from '@chargebus/contracts';
import { derivedId, type Projected, type ProjectionTransaction } from '@chargebus/messaging';
import { decideBill, decideCorrection, type HeldFor } from '../domain/decide-bill';
import { priceSession, type Price } from '../domain/price-session';
import type { TariffVersion } from '../domain/tariff';
import type { Bill } from '../store/bill.repository';
import type { BillingWorkspace } from '../store/billing-workspace';
import type { PricedSession } from '../store/priced-session.repository';
import type { TariffShelf } from '../store/tariff-shelf';
import type { SessionFact } from './pin-tariff';

export const BILLING: Actor = { type: 'service', id: 'billing' };
type Publish = ProjectionTransaction['publish'];

/** Prices a session, whose tariff is fixed, as it runs and makes its one bill when it ends. Deterministic: the same facts give the same rows and facts. */
export async function settleSession(
  at: Projected<SessionFact>,
  workspace: BillingWorkspace,
  tariffs: TariffShelf,
  publish: Publish,
): Promise<void> {
  const fact = at.event;
  const { session } = fact.data;
  workspace.keep(session.id, fact);
  const known = workspace.getSession({ tenantId: fact.tenantId, sessionId: session.id });
  const tariff = known.tariff ? await tariffs.get(workspace.em, fact.tenantId, known.tariff) : undefined;

  if (fact.kind === 'session.ended') {
    makeBill(at as Projected<FactOf<'session.ended'>>, known, tariff, workspace, publish);
    return;
  }
  const until = fact.kind === 'session.updated' ? fact.data.asOf : session.startedAt;
  if (known.cost?.final || !tariff || session.startedAt === null || until === null) return;
  const price = priceSession({ startedAt: session.startedAt, until, energyWh: session.energyWh }, tariff);
  tellCost(at, known, toCost(price, false), workspace, publish);
}

/** A session whose end could not be applied has a held bill, so that it is seen; the replayed end makes it anew. */
export function holdForQuarantine(
  at: Projected<FactOf<'session.ended'>>,
  workspace: BillingWorkspace,
  publish: Publish,
): void {
  const { tenantId, data } = at.event;
  if (workspace.bill({ tenantId, sessionId: data.session.id })) return;
  putBill(at, { status: 'held', heldFor: 'quarantined', price: null, tariff: null }, workspace, publish);
}

/** Makes the session's one bill. Its end may be told again, corrected: see `decideCorrection`. */
function makeBill(
  at: Projected<FactOf<'session.ended'>>,
  known: PricedSession,
  tariff: TariffVersion | undefined,
  workspace: BillingWorkspace,
  publish: Publish,
): void {
  const { tenantId, data } = at.event;
  const decision = decideBill(data.session, tariff);
  const earlier = workspace.bill({ tenantId, sessionId: data.session.id });
  const correction = earlier && decideCorrection(earlier, decision);
  if (earlier && correction && correction !== 'replace') {
    workspace.putBill({ ...earlier, ...correction });
    return;
  }
  if (decision.kind === 'none') return;
  const { price, status } = decision;
  const heldFor = decision.status === 'held' ? decision.heldFor : null;
  putBill(at, { status, heldFor, price, tariff: known.tariff }, workspace, publish);
  if (price) tellCost(at, known, toCost(price, status === 'final'), workspace, publish);
}

function putBill(
  at: Projected<FactOf<'session.ended'>>,
  made: Pick<Bill, 'status' | 'price' | 'tariff'> & { heldFor: HeldFor | null },
  workspace: BillingWorkspace,
  publish: Publish,
): void {
  const { tenantId, at: createdAt, data } = at.event;
  const { id: sessionId, stationId, endedAt } = data.session;
  const earlier = workspace.bill({ tenantId, sessionId });
  const bill: Bill = {
    ...made,
    tenantId,
    id: earlier?.id ?? derivedId(at, 'bill'),
    sessionId,
    stationId,
    difference: null,
    sessionEndedAt: endedAt,
    createdAt: earlier?.createdAt ?? createdAt,
  };
  workspace.putBill(bill);
  const total = bill.price?.total ?? null;
  if (earlier?.status === bill.status && earlier.heldFor === bill.heldFor && (earlier.price?.total ?? null) === total) {
    return;
  }
  const currency = bill.price?.currency ?? null;
  publish({
    ...headerOf(at, 'bill.changed'),
    kind: 'bill.changed',
    data: { billId: bill.id, sessionId, status: bill.status, heldFor: bill.heldFor, total, currency },
  });
}

/** Tells the session's cost where it changed: a report that costs nothing more makes no fact. */
function tellCost(
  at: Projected<SessionFact>,
  known: PricedSession,
  cost: SessionCost,
  workspace: BillingWorkspace,
  publish: Publish,
): void {
  if (isSame(cost, known.cost)) return;
  workspace.putSession({ ...known, cost });
  publish({
    ...headerOf(at, 'session.priced'),
    kind: 'session.priced',
    data: { sessionId: known.sessionId, stationId: known.stationId, cost },
  });
}

function headerOf(at: Projected<SessionFact>, kind: Fact['kind']): Omit<Fact, 'kind' | 'data'> {
  const { event } = at;
  return {
    id: derivedId(at, kind),
    tenantId: event.tenantId,
    key: event.data.session.stationId,
    at: event.at,
    actor: BILLING,
  };
}

function toCost(price: Price, final: boolean): SessionCost {
  return { amount: price.total, net: price.net, currency: price.currency, final };
}

function isSame(a: SessionCost, b: SessionCost | null): boolean {
  return b !== null && a.amount === b.amount && a.net === b.net && a.currency === b.currency && a.final === b.final;
}
