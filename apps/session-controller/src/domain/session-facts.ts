import type { EnergyPoint, FactOf } from '@chargebus/contracts';
import { looksTheSame, toSnapshot, type Session } from './session';

type SessionFactKind = 'session.requested' | 'session.started' | 'session.updated' | 'session.ended' | 'session.failed';
export type SessionFact = { [K in SessionFactKind]: { kind: K; data: FactOf<K>['data'] } }[SessionFactKind];

/**
 * What others are told of a change: a session that began, ended or failed says so; any other visible change is an
 * update. An ended session that a late report corrects is told as ended again, whole. No change, no fact.
 */
export function decideFacts(
  before: Session | null,
  after: Session,
  o: { points: EnergyPoint[]; asOf: string },
): SessionFact[] {
  const { points, asOf } = o;
  if (before !== null && points.length === 0 && looksTheSame(before, after)) return [];
  const session = toSnapshot(after);

  if (after.status === 'ended') return [{ kind: 'session.ended', data: { session, points } }];
  if (after.status === 'failed') return [{ kind: 'session.failed', data: { session } }];
  if (after.status === 'pending') return [{ kind: 'session.requested', data: { session } }];
  const began = before === null || before.status === 'pending';
  const update: SessionFact = { kind: 'session.updated', data: { session, asOf, points } };
  if (!began) return [update];
  const start: SessionFact = { kind: 'session.started', data: { session } };
  return points.length > 0 ? [start, update] : [start];
}
