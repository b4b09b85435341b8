import type { EntityManager } from 'typeorm';
import type { Bill } from '../domain/bill';
import { priceUsage } from '../domain/price-session';
import { usageUntil } from '../domain/usage';
import {
  findOpenSession,
  listOpenSessions,
  type OpenSessionFilter,
  type PricedSession,
} from '../store/priced-session.repository';
import { getTariffVersion } from '../store/tariff.repository';

/** The bills of sessions that still run, with what they come to by their last report; newest first, `limit + 1` of them. */
export async function listOpenBills(em: EntityManager, tenantId: string, filter: OpenSessionFilter): Promise<Bill[]> {
  const sessions = await listOpenSessions(em, tenantId, filter);
  return Promise.all(sessions.map((session) => toOpenBill(em, session)));
}

/** The bill that a session which still runs will have. */
export async function findOpenBill(em: EntityManager, tenantId: string, id: string): Promise<Bill | undefined> {
  const session = await findOpenSession(em, tenantId, id);
  return session && toOpenBill(em, session);
}

async function toOpenBill(em: EntityManager, session: PricedSession): Promise<Bill> {
  const { tenantId, sessionId, stationId, tariff, timeZone, usage, pricedUntil } = session;
  const rates = tariff && { tariff: await getTariffVersion(em, tenantId, tariff.id, tariff.version), timeZone };
  const priced = rates && usage && pricedUntil;
  return {
    tenantId,
    id: session.billId ?? '',
    sessionId,
    stationId,
    status: 'open',
    heldFor: null,
    number: null,
    tariff,
    price: priced ? priceUsage(usageUntil(usage, pricedUntil, usage.wh, rates), rates) : null,
    difference: null,
    sessionEndedAt: null,
    createdAt: session.metAt ?? '',
    entries: 0,
  };
}
