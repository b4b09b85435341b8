import type { Actor, Fact, FactOf, SessionCost } from '@chargebus/contracts';
import { derivedId, type Projected, type ProjectionTransaction } from '@chargebus/messaging';
import { decideBill, decideCorrection } from '../domain/decide-bill';
import { priceSession, type Price } from '../domain/price-session';
import type { TariffVersion } from '../domain/tariff';
import { findBillOfSession, saveBill, type Bill } from '../store/bill.repository';
import {
  findPricedSession,
  keepInput,
  savePricedSession,
  type PricedSession,
} from '../store/priced-session.repository';
import { getTariffVersion } from '../store/tariff.repository';
import { pinTariff } from './pin-tariff';

type SessionFact = FactOf<'session.started' | 'session.updated' | 'session.ended'>;
const BILLING: Actor = { type: 'service', id: 'billing' };

/** Prices a session as it runs and makes its one bill when it ends. Deterministic: the same facts give the same rows and facts. */
export async function settleSession(at: Projected<SessionFact>, tx: ProjectionTransaction): Promise<void> {
  const fact = at.event;
  const { session } = fact.data;
  await keepInput(tx.em, session.id, fact);
  const known = (await findPricedSession(tx.em, fact.tenantId, session.id)) ?? (await pinTariff(tx.em, fact));
  const tariff = known.tariff && (await getTariffVersion(tx.em, fact.tenantId, known.tariff.id, known.tariff.version));

  if (fact.kind === 'session.ended') {
    await makeBill(at as Projected<FactOf<'session.ended'>>, known, tariff ?? undefined, tx);
    return;
  }
  if (known.cost?.final) return;
  const until = fact.kind === 'session.updated' ? fact.data.asOf : session.startedAt;
  const price =
    tariff && session.startedAt && until
      ? priceSession({ startedAt: session.startedAt, until, energyWh: session.energyWh }, tariff)
      : null;
  await tellCost(at, known, price && toCost(price, false), tx);
}

/** Makes the session's one bill. Its end may be told again, corrected: see `decideCorrection`. */
async function makeBill(
  at: Projected<FactOf<'session.ended'>>,
  known: PricedSession,
  tariff: TariffVersion | undefined,
  tx: ProjectionTransaction,
): Promise<void> {
  const { tenantId, at: createdAt, data } = at.event;
  const { session } = data;
  const decision = decideBill(session, tariff);
  const earlier = await findBillOfSession(tx.em, tenantId, session.id);
  const correction = earlier && decideCorrection(earlier, decision);
  if (earlier && correction !== 'replace') {
    await saveBill(tx.em, tenantId, { ...earlier, difference: correction?.difference ?? null }, BILLING);
    return;
  }
  if (decision.kind === 'none') return savePricedSession(tx.em, tenantId, known);

  const { price, status } = decision;
  const bill: Bill = {
    id: earlier?.id ?? derivedId(at, 'bill'),
    sessionId: session.id,
    stationId: session.stationId,
    status,
    heldFor: decision.status === 'held' ? decision.heldFor : null,
    tariff: known.tariff,
    price,
    difference: null,
    sessionEndedAt: session.endedAt,
    createdAt: earlier?.createdAt ?? createdAt,
  };
  await saveBill(tx.em, tenantId, bill, BILLING);
  await tellCost(at, known, price && toCost(price, status === 'final'), tx);
  if (earlier?.status === status && earlier.heldFor === bill.heldFor && earlier.price?.total === price?.total) return;
  tx.publish({
    ...headerOf(at, 'bill.changed'),
    kind: 'bill.changed',
    data: {
      billId: bill.id,
      sessionId: session.id,
      status,
      heldFor: bill.heldFor,
      total: price?.total ?? null,
      currency: price?.currency ?? null,
    },
  });
}

/** Tells the session's cost where it changed: a report that costs nothing more makes no fact. */
async function tellCost(
  at: Projected<SessionFact>,
  known: PricedSession,
  cost: SessionCost | null,
  tx: ProjectionTransaction,
): Promise<void> {
  await savePricedSession(tx.em, at.event.tenantId, { ...known, cost: cost ?? known.cost });
  if (!cost || isSame(cost, known.cost)) return;
  tx.publish({
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
