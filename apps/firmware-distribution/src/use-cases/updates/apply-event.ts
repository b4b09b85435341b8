import type { Actor, Fact } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { hasEnded, type Attempt, type AttemptEvent, type StageTimes } from '../../domain/updates/attempt';
import { decideAttempt } from '../../domain/updates/decide-attempt';
import { saveAttempt } from '../../store/updates/attempt.repository';
import type { AttemptRow } from '../../store/updates/attempt.row';

export type UpdateFact = Extract<Fact, { kind: `firmware.update-${string}` }>;

/** What happened to an attempt, as far as the world is told. */
export interface Applied {
  readonly row: AttemptRow;
  readonly fact: UpdateFact | undefined;
}

/**
 * Applies an event to an attempt whose row is locked, and writes the row.
 * @param newId - id of the fact, if there is one
 * @returns undefined if the attempt does not heed the event
 */
export async function applyEvent(
  em: EntityManager,
  row: AttemptRow,
  event: AttemptEvent,
  { times, actor, newId }: { times: StageTimes; actor: Actor; newId: (kind: UpdateFact['kind']) => string },
): Promise<Applied | undefined> {
  const verdict = decideAttempt(row, event, times);
  if (!verdict.heeded) return undefined;
  const endedAt = hasEnded(verdict.attempt.status) ? event.at : null;
  const next = { ...row, ...verdict.attempt, history: [...verdict.attempt.history], endedAt };
  await saveAttempt(em, next);
  return { row: next, fact: toFact(row, next, { at: event.at, actor, newId }) };
}

function toFact(
  before: Attempt,
  { tenantId, id: updateId, stationId, imageId, rolloutId, targetVersion: version, status, reason }: AttemptRow,
  { at, actor, newId }: { at: string; actor: Actor; newId: (kind: UpdateFact['kind']) => string },
): UpdateFact | undefined {
  if (status === before.status || status === 'ordered') return undefined;
  const kind = hasEnded(status)
    ? 'firmware.update-ended'
    : status === 'sending'
      ? 'firmware.update-started'
      : 'firmware.update-progressed';
  const data = { updateId, stationId, imageId, version, rolloutId, status, reason };
  const { reason: _reason, ...progress } = data;
  const { status: _status, ...start } = progress;
  const shown = {
    'firmware.update-ended': data,
    'firmware.update-progressed': progress,
    'firmware.update-started': start,
  };
  return { kind, id: newId(kind), tenantId, key: stationId, at, actor, data: shown[kind] } as UpdateFact;
}
