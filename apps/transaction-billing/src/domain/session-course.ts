import type { EnergyPoint, FactOf, SessionSnapshot } from '@chargebus/contracts';
import type { BillInput } from './bill-input';
import type { SessionCourse } from './price-session';
import { activityOf } from './usage';

export type SessionFact = FactOf<'session.started' | 'session.updated' | 'session.ended'>;

/**
 * The course of an ended session, put together from what is kept of all its facts.
 * @param inputs - in the order of the log; what they say may be in any order of time
 * @returns undefined where the session has no start or no end
 */
export function toCourse(inputs: readonly BillInput[], session: SessionSnapshot): SessionCourse | undefined {
  const { startedAt, endedAt, energyWh } = session;
  if (startedAt === null || endedAt === null) return undefined;
  const points: EnergyPoint[] = [];
  const activities: SessionCourse['activities'][number][] = [];
  let status = '';
  for (const input of inputs) {
    if (input.kind !== 'session.started') points.push(...input.data.points);
    if (input.kind === 'session.ended' || input.data.session.status === status) continue;
    // A report that came late shows the status as it is by now: only where it changed does the time of the report say when.
    ({ status } = input.data.session);
    const at = timeOf(input) ?? startedAt;
    activities.push({ at, activity: activityOf[input.data.session.status] });
  }
  return { startedAt, until: endedAt, energyWh, points: inTime(points), activities: inTime(activities) };
}

/** The time that a fact of a running session is about; null before its start is known. */
export function timeOf({ kind, data }: BillInput): string | null {
  return kind === 'session.updated' ? data.asOf : data.session.startedAt;
}

const inTime = <T extends { at: string }>(list: T[]): T[] =>
  list.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
