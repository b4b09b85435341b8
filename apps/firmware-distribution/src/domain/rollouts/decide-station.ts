import type { StationEquipment } from '@chargebus/contracts';
import { refuseUpdate, type ImageFit } from '../updates/check-update';
import type { RolloutPolicy } from './rollout';
import { isOpen } from './window';

export type StationVerdict =
  | { readonly verdict: 'update'; readonly reason: null }
  /** Not now. */
  | { readonly verdict: 'wait'; readonly reason: 'offline' | 'not-accepted' | 'charging' | 'outside-window' }
  /** Not at all, for as long as station and image are what they are. */
  | { readonly verdict: 'skip'; readonly reason: string };

/** Whether a station gets its image now. `station` is undefined where the registry does not know it any more. */
export function decideStation(
  {
    ftpOn,
    ...policy
  }: Pick<RolloutPolicy, 'windows' | 'notWhileCharging' | 'allowDowngrade' | 'protocol'> & {
    ftpOn: boolean;
  },
  image: ImageFit,
  station: StationEquipment | undefined,
  now: Date,
): StationVerdict {
  if (station === undefined) return { verdict: 'skip', reason: 'unknown-station' };
  const { allowDowngrade, protocol } = policy;
  const refusal = refuseUpdate(image, station, { allowDowngrade, protocol: protocol ?? null, installAt: null, ftpOn });
  if (refusal !== undefined) return { verdict: 'skip', reason: refusal };
  if (!station.connected) return { verdict: 'wait', reason: 'offline' };
  if (!station.accepted) return { verdict: 'wait', reason: 'not-accepted' };
  if (!isOpen(policy.windows, now, station.timeZone)) return { verdict: 'wait', reason: 'outside-window' };
  if (policy.notWhileCharging && station.charging) return { verdict: 'wait', reason: 'charging' };
  return { verdict: 'update', reason: null };
}
