import type { Actor, Fact } from '@chargebus/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Counts } from '../../domain/rollouts/rollout';
import type { RolloutRow } from '../../store/rollouts/rollout.row';

type RolloutFact = Extract<Fact, { kind: `rollout.${string}` }>;

/** A fact of a rollout, whole: a reader never has to add facts up. The caller holds the rollout's lock. */
export function toRolloutFact(kind: RolloutFact['kind'], row: RolloutRow, counts: Counts, actor: Actor): RolloutFact {
  const { tenantId, id: rolloutId, name, imageId, status, reason, wave } = row;
  const data = { rolloutId, name, imageId, status, reason, wave, counts: { ...counts } };
  return { kind, id: uuidv7(), tenantId, key: `rollout:${rolloutId}`, at: new Date().toISOString(), actor, data };
}
