import { endedOf } from '../../domain/rollouts/decide-rollout';
import type { RolloutStatus } from '../../domain/rollouts/rollout';
import type { Author, FirmwareStore } from '../../store/firmware-store';
import {
  countStations,
  lockRollout,
  saveRollout,
  skipWaiting,
  sumCounts,
} from '../../store/rollouts/rollout.repository';
import type { RolloutRow } from '../../store/rollouts/rollout.row';
import { toRolloutFact } from './rollout-facts';

export type RolloutVerb = 'pause' | 'resume' | 'abort';

/** From which status a verb leads to which. */
const VERBS: Readonly<Record<RolloutVerb, { from: readonly RolloutStatus[]; to: RolloutStatus }>> = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused', 'halted'], to: 'running' },
  abort: { from: ['running', 'paused', 'halted'], to: 'aborted' },
};

export type Changed = { ok: true; rollout: RolloutRow } | { ok: false; reason: 'unknown' | RolloutStatus };

/**
 * Pauses, resumes and aborts. What is under way at stations goes on and is counted: OCPP takes no update back. Who resumes has
 * seen what failed: it halts nothing a second time.
 */
export class ChangeRollout {
  constructor(private readonly store: FirmwareStore) {}

  /** Asked for again it changes nothing. */
  change(author: Author, id: string, verb: RolloutVerb): Promise<Changed> {
    const { tenantId, actor } = author;
    const { from, to } = VERBS[verb];
    return this.store.write<Changed>(author, async (em) => {
      const row = await lockRollout(em, tenantId, id);
      if (row === null) return { result: { ok: false, reason: 'unknown' }, facts: [] };
      if (row.status === to) return { result: { ok: true, rollout: row }, facts: [] };
      if (!from.includes(row.status)) return { result: { ok: false, reason: row.status }, facts: [] };
      const key = { tenantId, rolloutId: id };
      const at = new Date().toISOString();
      if (verb === 'abort') await skipWaiting(em, key, 'aborted', at);
      const counts = sumCounts(await countStations(em, key));
      const forgiven =
        verb === 'resume' ? { ended: endedOf(counts), failed: counts.failed, notBack: counts.notBack } : row.forgiven;
      const endedAt = verb === 'abort' && counts.updating === 0 ? at : null;
      const rollout: RolloutRow = { ...row, status: to, reason: null, forgiven, endedAt };
      await saveRollout(em, rollout);
      return {
        result: { ok: true, rollout },
        facts: [toRolloutFact('rollout.status-changed', rollout, counts, actor)],
      };
    });
  }
}
