import type { EntityManager } from 'typeorm';
import { chooseTariff, type TariffContext } from '../domain/choose-tariff';
import type { SessionFact } from '../domain/session-course';
import type { PricedSession } from '../store/priced-session.repository';
import { findStationGroups, type StationAt, type StationGroups } from '../store/station-groups.repository';
import { findAssigned } from '../store/tariff.repository';

/**
 * Fixes the tariffs and time zones of sessions that billing meets for the first time: of each those in force when it started. A
 * station that was offline may report a start from before any tariff existed; its session then gets the one in force when the
 * start was reported, rather than a held bill.
 * @param facts - the first fact of each such session
 */
export async function pinTariffs(em: EntityManager, facts: readonly SessionFact[]): Promise<PricedSession[]> {
  if (facts.length === 0) return [];
  const stations = await findStationGroups(em, facts.map(stationOf));
  const contexts = facts.map((fact, n) => contextOf(fact, stations[n]));
  const pinned = new Map<SessionFact, PricedSession['tariff']>();
  for (const timeOf of [startOf, (fact: SessionFact) => fact.at]) {
    const open = facts.flatMap((fact, n) => {
      const context = contexts[n];
      return pinned.has(fact) || context === undefined ? [] : [{ fact, context }];
    });
    if (open.length === 0) break;
    const searches = open.map(({ fact, context }) => ({ tenantId: fact.tenantId, context, at: timeOf(fact) }));
    const assigned = await findAssigned(em, searches);
    open.forEach(({ fact, context }, n) => {
      const chosen = chooseTariff(assigned[n] ?? [], context);
      if (chosen) pinned.set(fact, chosen);
    });
  }
  return facts.map((fact, n) => {
    const { id: sessionId, stationId } = fact.data.session;
    const timeZone = stations[n]?.timeZone ?? 'UTC';
    const tariff = pinned.get(fact) ?? null;
    const pinnedFor = toPinKey(fact);
    const unmet = {
      billId: null,
      metAt: fact.at,
      open: true,
      pricedUntil: null,
      usage: null,
      cost: null,
      transactionRef: null,
      standing: null,
      occasion: null,
    };
    return { ...unmet, tenantId: fact.tenantId, sessionId, stationId, tariff, timeZone, pinnedFor };
  });
}

/** What a tariff is chosen by and a station may tell later than the start: who pays, and where the cable was plugged in (2.x). */
export function toPinKey({ data: { session } }: SessionFact): string {
  return JSON.stringify([session.tokenGroupId, session.evseId, session.connectorId]);
}

/**
 * The session under the tariff that was in force for it at its start, once it is known whom and what it is for. What it used is
 * counted anew by that tariff, at the end from all its facts.
 */
export async function pinAgain(em: EntityManager, known: PricedSession, fact: SessionFact): Promise<PricedSession> {
  const [pinned] = await pinTariffs(em, [fact]);
  const pinnedFor = toPinKey(fact);
  if (!pinned || (pinned.tariff?.id === known.tariff?.id && pinned.tariff?.version === known.tariff?.version)) {
    return { ...known, pinnedFor };
  }
  return { ...known, pinnedFor, tariff: pinned.tariff, usage: null };
}

const startOf = (fact: SessionFact): string => fact.data.session.startedAt ?? fact.at;

const stationOf = (fact: SessionFact): StationAt => ({
  tenantId: fact.tenantId,
  stationId: fact.data.session.stationId,
  at: startOf(fact),
});

function contextOf({ data: { session } }: SessionFact, station: StationGroups | undefined): TariffContext {
  return {
    tokenGroupId: session.tokenGroupId,
    stationId: session.stationId,
    evseId: session.evseId,
    connectorId: session.connectorId,
    groupIds: station?.groupIds ?? [],
    locationId: session.locationId ?? station?.locationId ?? null,
  };
}
