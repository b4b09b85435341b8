import type { DownloadProtocol } from '../updates/check-update';
import type { MaintenanceWindow } from './window';

export const ROLLOUT_STATUSES = ['running', 'paused', 'halted', 'aborted', 'completed'] as const;
export type RolloutStatus = (typeof ROLLOUT_STATUSES)[number];

/** `unverified`: it said Installed and has not booted since. `skipped`: it must not, or need not, have the image. */
export const STATION_STATES = ['waiting', 'updating', 'done', 'unverified', 'failed', 'skipped'] as const;
export type StationState = (typeof STATION_STATES)[number];

/** How carefully stations get an image. */
export interface RolloutPolicy {
  /** Stations of the first wave; 0: there is no such wave. */
  readonly canary: number;
  /** Percentages of all stations that the next waves reach, ascending to 100. */
  readonly waves: readonly number[];
  /** Between the end of a wave and the next one. */
  readonly soakS: number;
  readonly maxInFlight: number;
  readonly windows: readonly MaintenanceWindow[];
  readonly notWhileCharging: boolean;
  /** Halts where more of those that ended have failed, once so many have ended. */
  readonly haltAtFailureRatio: number;
  readonly haltAfterEnded: number;
  /** Halts once so many stations were not seen again after they began to install. */
  readonly haltAfterNotBack: number;
  /** How often a station is tried again where that may help, and the first pause before it; each is twice the last. */
  readonly retries: number;
  readonly backoffS: number;
  readonly allowDowngrade: boolean;
  /** Of each download. */
  readonly maxBytesPerS: number | null;
  /** Of all downloads together; absent in rollouts of older versions of this service, as `protocol`. */
  readonly rolloutMaxBytesPerS?: number | null;
  /** Null: as each station's tags say. */
  readonly protocol?: DownloadProtocol | null;
}

/** Stations of a rollout by state, up to its current wave and in all. */
export interface Counts extends Readonly<Record<StationState, number>> {
  readonly total: number;
  /** Of `waiting`, those that are not connected: nobody waits for them. */
  readonly away: number;
  /** Of `failed` and `unverified`, those that were not seen again. */
  readonly notBack: number;
}

/** The wave of the station at this place of the order. Waves count from 0. */
export function waveOf(
  position: number,
  total: number,
  { canary, waves }: Pick<RolloutPolicy, 'canary' | 'waves'>,
): number {
  const first = canary > 0 ? 1 : 0;
  if (position < canary) return 0;
  const at = waves.findIndex((percent) => position < Math.ceil((total * percent) / 100));
  return first + (at < 0 ? waves.length - 1 : at);
}

export const waveCount = ({ canary, waves }: Pick<RolloutPolicy, 'canary' | 'waves'>): number =>
  waves.length + (canary > 0 ? 1 : 0);
