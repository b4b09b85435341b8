import type { Fact, FactOf } from '@chargebus/contracts';
import type { Projected, ProjectionTransaction } from '@chargebus/messaging';
import { decideActivity, type EvseActivity } from '../domain/active-session';
import { getEvseForUpdate, saveActivity, type EvseKey } from '../store/evse.repository';

type SessionFact = FactOf<
  'session.requested' | 'session.started' | 'session.updated' | 'session.ended' | 'session.failed'
>;
type SessionOnEvse = SessionFact & { data: { session: { evseId: number } } };

/** Takes session facts: which session each EVSE is busy with, and its power. */
export async function projectSessions(batch: readonly Projected<Fact>[], tx: ProjectionTransaction): Promise<void> {
  for (const [, { key, facts }] of byEvse(batch)) {
    const row = await getEvseForUpdate(tx.em, key);
    const known = { sessionId: row.activeSessionId, startedAt: row.activeSessionStartedAt, powerW: row.powerW };
    const next = facts.reduce<EvseActivity>((activity, fact) => decideActivity(activity, fact.data.session), known);
    row.activeSessionId = next.sessionId;
    row.activeSessionStartedAt = next.startedAt;
    row.powerW = next.powerW;
    await saveActivity(tx.em, row);
  }
}

/** In one order of EVSEs, so that two readers never wait for each other. */
function byEvse(batch: readonly Projected<Fact>[]): [string, { key: EvseKey; facts: SessionOnEvse[] }][] {
  const evses = new Map<string, { key: EvseKey; facts: SessionOnEvse[] }>();
  for (const { event } of batch) {
    if (!isSessionOnEvse(event)) continue;
    const { stationId, evseId } = event.data.session;
    const name = JSON.stringify([event.tenantId, stationId, evseId]);
    const entry = evses.get(name) ?? {
      key: { tenant_id: event.tenantId, station_id: stationId, id: evseId },
      facts: [],
    };
    entry.facts.push(event);
    evses.set(name, entry);
  }
  return [...evses].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** EVSE 0 is the whole station: no EVSE is busy with such a session. */
function isSessionOnEvse(fact: Fact): fact is SessionOnEvse {
  return 'session' in fact.data && fact.data.session.evseId !== null && fact.data.session.evseId > 0;
}
