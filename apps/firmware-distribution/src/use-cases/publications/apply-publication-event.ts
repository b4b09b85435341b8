import type { Actor, FactOf } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { decidePublication, type PublicationEvent } from '../../domain/publications/publication';
import type { StageTimes } from '../../domain/updates/attempt';
import { savePublication } from '../../store/publications/publication.repository';
import type { PublicationRow } from '../../store/publications/publication.row';

/** A publication as the world is told of it, whole each time. */
export function toPublicationFact(
  { tenantId, id: publicationId, stationId, imageId, version, md5, status, reason, locations }: PublicationRow,
  { id, at, actor }: { id: string; at: string; actor: Actor },
): FactOf<'firmware.publication-changed'> {
  const data = { publicationId, stationId, imageId, version, md5, status, reason, locations };
  return { kind: 'firmware.publication-changed', id, tenantId, key: stationId, at, actor, data };
}

/**
 * Applies an event to a publication whose row is locked, and writes the row.
 * @returns undefined if it does not heed the event
 */
export async function applyPublicationEvent(
  em: EntityManager,
  row: PublicationRow,
  event: PublicationEvent,
  { times, actor, newId }: { times: StageTimes; actor: Actor; newId(): string },
): Promise<{ row: PublicationRow; facts: FactOf<'firmware.publication-changed'>[] } | undefined> {
  const decided = decidePublication(row, event, times);
  if (decided === undefined) return undefined;
  const next = { ...row, ...decided, locations: [...decided.locations], history: [...decided.history] };
  await savePublication(em, next);
  const changed = next.status !== row.status || next.locations.join('\n') !== row.locations.join('\n');
  return { row: next, facts: changed ? [toPublicationFact(next, { id: newId(), at: event.at, actor })] : [] };
}
