import type { StationEquipment } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { decideStation } from '../../domain/rollouts/decide-station';
import { findImage } from '../../store/image.repository';
import { countStations, findWaiting, saveStation, sumCounts } from '../../store/rollouts/rollout.repository';
import type { RolloutRow, RolloutStationRow } from '../../store/rollouts/rollout.row';
import { findRunning, lockStations } from '../../store/updates/attempt.repository';
import { orderAttempt } from '../updates/order-update';

/**
 * Orders the updates of those stations whose turn it is; the others wait, or are skipped. The caller holds the rollout's lock,
 * and each station's lock is taken here: an update ordered by hand is never run into.
 */
export async function beginStations(
  em: EntityManager,
  rollout: RolloutRow,
  next: readonly RolloutStationRow[],
  stations: ReadonlyMap<string, StationEquipment>,
  { recheckS, ftpOn }: { recheckS: number; ftpOn: boolean },
): Promise<void> {
  const { tenantId, id: rolloutId, policy, imageId, baseUrl } = rollout;
  const image = await findImage(em, tenantId, imageId);
  const stationIds = next.map(({ stationId }) => stationId);
  await lockStations(em, tenantId, stationIds);
  const counts = sumCounts(await countStations(em, { tenantId, rolloutId }));
  let free = policy.maxInFlight - counts.updating;
  const now = new Date();
  const recheckAt = new Date(now.getTime() + recheckS * 1000).toISOString();
  const author = { tenantId, actor: { type: rollout.actorType, id: rollout.actorId } };
  for (const row of await findWaiting(em, { tenantId, rolloutId }, stationIds)) {
    if (free <= 0) return;
    const station = stations.get(row.stationId);
    const verdict =
      image === null
        ? ({ verdict: 'skip', reason: 'unknown-image' } as const)
        : decideStation({ ...policy, ftpOn }, image, station, now);
    if (verdict.verdict === 'skip') {
      // It was given up on, and has come round all the same.
      const done = verdict.reason === 'already-installed' && row.tries > 0;
      const end = done
        ? { state: 'done' as const, reason: null }
        : { state: 'skipped' as const, reason: verdict.reason };
      await saveStation(em, { ...row, ...end, endedAt: now.toISOString() });
      continue;
    }
    const running = verdict.verdict === 'update' && (await findRunning(em, tenantId, row.stationId)).length > 0;
    if (verdict.verdict === 'wait' || running || image === null || station === undefined) {
      await saveStation(em, { ...row, reason: verdict.reason ?? 'update-running', notBefore: recheckAt });
      continue;
    }
    const { maxBytesPerS, protocol = null } = policy;
    const order = { retrieveAt: null, installAt: null, maxBytesPerS, protocol, baseUrl };
    const attempt = await orderAttempt(em, author, { ...order, image, station, rolloutId, try: row.tries + 1 });
    await saveStation(em, { ...row, state: 'updating', reason: null, tries: row.tries + 1, attemptId: attempt.id });
    free -= 1;
  }
}
