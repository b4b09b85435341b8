import type { FactOf } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { chooseTariff, type TariffContext } from '../domain/choose-tariff';
import type { PricedSession } from '../store/priced-session.repository';
import { findStationGroups } from '../store/station-groups.repository';
import { findAssigned } from '../store/tariff.repository';

export type SessionFact = FactOf<'session.started' | 'session.updated' | 'session.ended'>;

/**
 * Fixes a session's tariff: the one in force when it started. A station that was offline may report a start from before any
 * tariff existed; it then gets the one in force when its start was reported, rather than a held bill.
 */
export async function pinTariff(em: EntityManager, fact: SessionFact): Promise<PricedSession> {
  const { session } = fact.data;
  const startedAt = session.startedAt ?? fact.at;
  const groups = await findStationGroups(em, fact.tenantId, session.stationId, startedAt);
  const context: TariffContext = {
    tokenGroupId: session.tokenGroupId,
    stationId: session.stationId,
    evseId: session.evseId,
    connectorId: session.connectorId,
    groupIds: groups.groupIds,
    locationId: session.locationId ?? groups.locationId,
  };
  for (const at of [startedAt, fact.at]) {
    const chosen = chooseTariff(await findAssigned(em, fact.tenantId, context, at), context);
    if (chosen) return priced(fact, { id: chosen.id, version: chosen.version });
  }
  return priced(fact, null);
}

function priced(fact: SessionFact, tariff: PricedSession['tariff']): PricedSession {
  const { id: sessionId, stationId } = fact.data.session;
  return { tenantId: fact.tenantId, sessionId, stationId, tariff, cost: null };
}
