import type { EnergyPoint, FactOf, SessionSnapshot } from '@chargebus/contracts';
import type { SessionCourse } from './price-session';
import { activityOf } from './usage';

export type SessionFact = FactOf<'session.started' | 'session.updated' | 'session.ended'>;

/**
 * The course of an ended session, put together from all its facts.
 * @param facts - in the order of the log; what they say may be in any order of time
 * @returns undefined where the session has no start or no end
 */
export function toCourse(facts: readonly SessionFact[], session: SessionSnapshot): SessionCourse | undefined {
  const { startedAt, endedAt, energyWh } = session;
  if (startedAt === null || endedAt === null) return undefined;
  const points: EnergyPoint[] = [];
  const activities: SessionCourse['activities'][number][] = [];
  let status = '';
  for (const fact of facts) {
    if (fact.kind !== 'session.started') points.push(...fact.data.points);
    if (fact.kind === 'session.ended' || fact.data.session.status === status) continue;
    // A report that came late shows the status as it is by now: only where it changed does the time of the report say when.
    ({ status } = fact.data.session);
    const at = timeOf(fact) ?? startedAt;
    activities.push({ at, activity: activityOf[fact.data.session.status] });
  }
  return { startedAt, until: endedAt, energyWh, points: inTime(points), activities: inTime(activities) };
}

/** The time that a fact of a running session is about; null before its start is known. */
export function timeOf(fact: SessionFact): string | null {
  return fact.kind === 'session.updated' ? fact.data.asOf : fact.data.session.startedAt;
}

const inTime = <T extends { at: string }>(list: T[]): T[] =>
  list.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
