import type { FactOf } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { chooseTariff, type TariffContext } from '../domain/choose-tariff';
import type { PricedSession } from '../store/priced-session.repository';
import { findStationGroups } from '../store/station-groups.repository';
import { findAssigned } from '../store/tariff.repository';

type SessionFact = FactOf<'session.started' | 'session.updated' | 'session.ended'>;

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
    if (chosen) return priced(session.id, session.stationId, { id: chosen.id, version: chosen.version });
  }
  return priced(session.id, session.stationId, null);
}

function priced(sessionId: string, stationId: string, tariff: PricedSession['tariff']): PricedSession {
  return { sessionId, stationId, tariff, cost: null };
}
