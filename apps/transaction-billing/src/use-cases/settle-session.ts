import type { Actor, FactOf } from '@chargebus/contracts';
import { derivedId, type Projected, type ProjectionTransaction } from '@chargebus/messaging';
import type { Bill } from '../domain/bill';
import { toOccasion } from '../domain/bill-input';
import { decideBill, decideCorrection, type HeldFor } from '../domain/decide-bill';
import { isSamePrice, type Price } from '../domain/price';
import { priceSession, priceUsage } from '../domain/price-session';
import { timeOf, toCourse, type SessionFact } from '../domain/session-course';
import { standingAfter } from '../domain/standing';
import type { Rates } from '../domain/tariff';
import { activityOf, addActivity, addPoints, beginUsage, sinceStart, usageUntil, type Usage } from '../domain/usage';
import type { BillingWorkspace } from '../store/billing-workspace';
import type { PricedSession } from '../store/priced-session.repository';
import type { TariffShelf } from '../store/tariff-shelf';
import { isSameCost, toBillChanged, toCost, toSessionPriced, type FactHeader } from './billing-facts';
import { pinAgain, toPinKey } from './pin-tariff';

export const BILLING: Actor = { type: 'service', id: 'billing' };
type Publish = ProjectionTransaction['publish'];
type Ended = Projected<FactOf<'session.ended'>>;

/** Prices a session, whose tariff is fixed, as it runs and makes its one bill when it ends. Deterministic: the same facts give the same rows and facts. */
export async function settleSession(
  at: Projected<SessionFact>,
  workspace: BillingWorkspace,
  tariffs: TariffShelf,
  publish: Publish,
): Promise<void> {
  const fact = at.event;
  const { session } = fact.data;
  const pinned = await pinnedSession(fact, workspace);
  workspace.keep({ fact, seq: at.seq, index: at.index, occasion: pinned.occasion });
  const standing = standingAfter(pinned.standing, fact);
  const known = { ...pinned, transactionRef: session.transactionRef, standing, occasion: toOccasion(session) };
  workspace.putSession(known);
  const tariff = known.tariff ? await tariffs.get(workspace.em, fact.tenantId, known.tariff) : undefined;
  const rates = tariff && { tariff, timeZone: known.timeZone };

  if (fact.kind === 'session.ended') {
    workspace.putSession({ ...known, open: false });
    const price = rates ? await priceEnded(at as Ended, workspace, rates) : 'no-tariff';
    makeBill(at as Ended, price, workspace, publish);
    return;
  }
  const until = timeOf(fact);
  if (known.cost?.final || !rates || session.startedAt === null || until === null) return;
  const priced = addFact(known, fact, rates);
  workspace.putSession({ ...priced, pricedUntil: until });
  tellRunning(at, priced.usage, until, rates, workspace, publish);
}

/** A report that changed nothing is counted: its session costs what it costs by then. No bill depends on it. */
export async function countReport(
  at: Projected<FactOf<'session.counted'>>,
  workspace: BillingWorkspace,
  tariffs: TariffShelf,
  publish: Publish,
): Promise<void> {
  const { tenantId, data } = at.event;
  const known = workspace.findSession({ tenantId, sessionId: data.session.id });
  if (!known) return;
  const { open, tariff: ref, timeZone, pricedUntil } = known;
  const isLater = pricedUntil !== null && Date.parse(data.asOf) > Date.parse(pricedUntil);
  const counted = { ...known, standing: standingAfter(known.standing, at.event) };
  workspace.putSession(isLater && open ? { ...counted, pricedUntil: data.asOf } : counted);
  if (!open || !isLater || ref === null || known.cost?.final) return;
  const rates = { tariff: await tariffs.get(workspace.em, tenantId, ref), timeZone };
  tellRunning(at, known.usage, data.asOf, rates, workspace, publish);
}

function tellRunning(
  at: Projected<SessionFact | FactOf<'session.counted'>>,
  usage: Usage | null,
  until: string,
  rates: Rates,
  workspace: BillingWorkspace,
  publish: Publish,
): void {
  if (usage === null) return;
  const soFar = usageUntil(usage, until, Math.max(usage.wh, at.event.data.session.energyWh), rates);
  tellCost(at, priceUsage(soFar, rates), false, workspace, publish);
}

/** A session whose end could not be applied has a held bill, so that it is seen; the replayed end makes it anew. */
export function holdForQuarantine(at: Ended, workspace: BillingWorkspace, publish: Publish): void {
  const { tenantId, data } = at.event;
  if (workspace.bill({ tenantId, sessionId: data.session.id })) return;
  putBill(at, { status: 'held', heldFor: 'quarantined', price: null }, workspace, publish);
}

/** The session with its tariff; it is chosen again when it becomes known later who pays. Whose cost is final keeps its own. */
async function pinnedSession(fact: SessionFact, workspace: BillingWorkspace): Promise<PricedSession> {
  const key = { tenantId: fact.tenantId, sessionId: fact.data.session.id };
  const known = workspace.getSession(key);
  if (known.pinnedFor === null || known.pinnedFor === toPinKey(fact) || known.cost?.final) return known;
  const again = await pinAgain(workspace.em, known, fact);
  workspace.putSession(again);
  return again;
}

/** The session with what a fact adds to its usage. */
function addFact(known: PricedSession, fact: SessionFact, rates: Rates): PricedSession {
  const { startedAt, status } = fact.data.session;
  const at = timeOf(fact);
  if (startedAt === null || at === null) return known;
  // A start that came after other reports: what they said of the time before is not counted yet.
  let usage = known.usage ?? { ...beginUsage(startedAt), outOfOrder: fact.kind !== 'session.started' };
  if (fact.kind !== 'session.started') usage = addPoints(usage, fact.data.points, rates);
  if (status !== 'ended') usage = addActivity(usage, at, activityOf[status], rates);
  return { ...known, usage };
}

/** What an ended session costs: by its usage so far where all came in order and once, else by all its facts afresh. */
async function priceEnded(at: Ended, workspace: BillingWorkspace, rates: Rates): Promise<Price | null> {
  const { tenantId, data } = at.event;
  const { session } = data;
  const key = { tenantId, sessionId: session.id };
  if (session.startedAt === null || session.endedAt === null) return null;
  const known = workspace.getSession(key);
  const usage = addPoints(known.usage ?? beginUsage(session.startedAt), data.points, rates);
  const isInOrder =
    known.usage !== null &&
    !usage.outOfOrder &&
    usage.startedAt === session.startedAt &&
    sinceStart(usage, session.endedAt) >= (usage.changes.at(-1)?.[0] ?? usage.us) &&
    usage.wh <= session.energyWh &&
    !workspace.bill(key);
  if (isInOrder) {
    const ended = usageUntil(usage, session.endedAt, session.energyWh, rates);
    workspace.putSession({ ...known, usage: ended });
    return priceUsage(ended, rates);
  }
  const course = toCourse(await workspace.inputsOf(key), session);
  return course ? priceSession(course, rates) : null;
}

/** Makes the session's one bill. Its end may be told again, corrected: see `decideCorrection`. */
function makeBill(at: Ended, price: Price | 'no-tariff' | null, workspace: BillingWorkspace, publish: Publish): void {
  const { tenantId, data } = at.event;
  const decision = decideBill(data.session, price);
  const earlier = workspace.bill({ tenantId, sessionId: data.session.id });
  const correction = earlier && decideCorrection(earlier, decision);
  if (earlier && correction && correction !== 'replace') {
    workspace.putBill({ ...earlier, ...correction });
    return;
  }
  if (decision.kind === 'none') return;
  const heldFor = decision.status === 'held' ? decision.heldFor : null;
  putBill(at, { status: decision.status, heldFor, price: decision.price }, workspace, publish);
  if (decision.price) tellCost(at, decision.price, decision.status === 'final', workspace, publish);
}

function putBill(
  at: Ended,
  made: { status: 'held' | 'final'; heldFor: HeldFor | null; price: Price | null },
  workspace: BillingWorkspace,
  publish: Publish,
): void {
  const { tenantId, at: createdAt, data } = at.event;
  const { id: sessionId, stationId, endedAt: sessionEndedAt } = data.session;
  const key = { tenantId, sessionId };
  const earlier = workspace.bill(key);
  const known = workspace.findSession(key);
  const tariff = known?.tariff ?? null;
  const fresh: Bill = {
    ...made,
    tenantId,
    id: known?.billId ?? derivedId(at, 'bill'),
    sessionId,
    stationId,
    number: null,
    tariff,
    difference: null,
    sessionEndedAt,
    createdAt,
    entries: 0,
  };
  const bill = earlier ? { ...earlier, ...made, tariff, sessionEndedAt } : fresh;
  if (earlier?.status === bill.status && earlier.heldFor === bill.heldFor && isSamePrice(earlier.price, bill.price)) {
    return;
  }
  const numbered = made.status === 'final';
  const entry = {
    ...made,
    kind: made.status,
    numbered,
    number: null,
    tariff,
    reason: null,
    at: createdAt,
    actor: BILLING,
  };
  workspace.putBill(bill, [entry]);
  // Replayed, the end says a fact of its own: webhooks tell both.
  const kind = made.heldFor === 'quarantined' ? 'quarantined/bill.changed' : 'bill.changed';
  publish(toBillChanged(headerOf(at, kind), bill));
}

/** Tells the session's cost where it changed: a report that costs nothing more makes no fact. */
function tellCost(
  at: Projected<SessionFact | FactOf<'session.counted'>>,
  price: Price,
  final: boolean,
  workspace: BillingWorkspace,
  publish: Publish,
): void {
  const cost = toCost(price, final);
  const known = workspace.getSession({ tenantId: at.event.tenantId, sessionId: at.event.data.session.id });
  if (isSameCost(cost, known.cost)) return;
  workspace.putSession({ ...known, cost });
  const { endedAt } = at.event.data.session;
  publish(toSessionPriced(headerOf(at, 'session.priced'), { ...known, endedAt }, cost));
}

function headerOf(at: Projected<SessionFact | FactOf<'session.counted'>>, kind: string): FactHeader {
  const { event } = at;
  return {
    id: derivedId(at, kind),
    tenantId: event.tenantId,
    key: event.data.session.stationId,
    at: event.at,
    actor: BILLING,
  };
}
