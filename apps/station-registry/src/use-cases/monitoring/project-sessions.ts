import type { Fact, FactOf } from '@chargebus/contracts';
import type { Projected, ProjectionTransaction } from '@chargebus/messaging';
import { decideActivity, IDLE, type EvseActivity } from '../../domain/monitoring/active-session';
import {
  lockActivities,
  saveActivities,
  type EvseActivityRow,
  type EvseKey,
} from '../../store/monitoring/evse.repository';

/** The facts that tell which session an EVSE is busy with. */
export const sessionFactKinds = [
  'session.requested',
  'session.started',
  'session.updated',
  'session.ended',
  'session.failed',
] as const;
type SessionFact = FactOf<(typeof sessionFactKinds)[number]>;
type SessionOnEvse = SessionFact & { data: { session: { evseId: number } } };

/** Takes session facts: which session each EVSE is busy with, and its power. */
export async function projectSessions(batch: readonly Projected<Fact>[], tx: ProjectionTransaction): Promise<void> {
  const facts = batch.map(({ event }) => event).filter(isSessionOnEvse);
  if (facts.length === 0) return;
  const keys = new Map(facts.map((fact) => [nameOf(keyOf(fact)), keyOf(fact)]));
  const rows = await lockActivities(tx.em, [...keys.values()]);
  const known = new Map(rows.map((row) => [nameOf(row), toActivity(row)]));
  const next = new Map(known);
  for (const fact of facts) {
    const name = nameOf(keyOf(fact));
    next.set(name, decideActivity(next.get(name) ?? IDLE, fact.data.session));
  }
  const changed = rows.filter((row) => next.get(nameOf(row)) !== known.get(nameOf(row)));
  await saveActivities(
    tx.em,
    changed.map((row) => ({ ...row, ...toColumns(next.get(nameOf(row)) ?? IDLE) })),
  );
}

const keyOf = ({ tenantId, data: { session } }: SessionOnEvse): EvseKey => ({
  tenant_id: tenantId,
  station_id: session.stationId,
  id: session.evseId,
});

const nameOf = ({ tenant_id, station_id, id }: EvseKey): string => JSON.stringify([tenant_id, station_id, id]);

const toActivity = (row: EvseActivityRow): EvseActivity => ({
  sessionId: row.active_session_id,
  startedAt: row.active_session_started_at,
  powerW: row.power_w,
});

const toColumns = (activity: EvseActivity): Omit<EvseActivityRow, keyof EvseKey> => ({
  active_session_id: activity.sessionId,
  active_session_started_at: activity.startedAt,
  power_w: activity.powerW,
});

/** EVSE 0 is the whole station: no EVSE is busy with such a session. */
function isSessionOnEvse(fact: Fact): fact is SessionOnEvse {
  return 'session' in fact.data && fact.data.session.evseId !== null && fact.data.session.evseId > 0;
}
