import type { EnergyPoint, SessionSnapshot } from '@chargebus/contracts';
import type { SessionFact } from './session-course';

/** What of a session changes with its reports. */
type Progress = Pick<SessionSnapshot, 'status' | 'energyWh'>;

/**
 * What is kept of a session's facts: all that its bill is made of, and no more, for a session has a fact a minute. Those of its start
 * and its end hold the session whole, others only where they say something new of its occasion. A whole fact, as older rows hold it, is
 * an input too.
 */
export type BillInput =
  | { kind: 'session.started'; data: { session: SessionSnapshot } }
  | { kind: 'session.updated'; data: { session: Progress; asOf: string; points: readonly EnergyPoint[] } }
  | { kind: 'session.ended'; data: { session: SessionSnapshot; points: readonly EnergyPoint[] } };

/** Who charges, where, and since when: what is exported and invoiced by, and seldom changes while a session runs. */
export function toOccasion(session: SessionSnapshot): string {
  const { token, tokenType, tokenGroupId, locationId, evseId, connectorId, startedAt } = session;
  return JSON.stringify([token, tokenType, tokenGroupId, locationId, evseId, connectorId, startedAt]);
}

/** @param occasion - as the input says that was kept whole last; null before one was */
export function toInput(fact: SessionFact, occasion: string | null): BillInput {
  if (fact.kind === 'session.started') return { kind: fact.kind, data: { session: fact.data.session } };
  const { session, points } = fact.data;
  if (fact.kind === 'session.ended') return { kind: fact.kind, data: { session, points } };
  const { status, energyWh } = session;
  const told = toOccasion(session) === occasion ? { status, energyWh } : session;
  return { kind: fact.kind, data: { session: told, asOf: fact.data.asOf, points } };
}
