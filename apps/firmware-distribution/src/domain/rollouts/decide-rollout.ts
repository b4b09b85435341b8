import type { AttemptStatus } from '../updates/attempt';
import { waveCount, type Counts, type RolloutPolicy } from './rollout';

/** What had ended when people let the rollout go on: they have seen it, and it halts nothing any more. */
export interface Forgiven {
  readonly ended: number;
  readonly failed: number;
  readonly notBack: number;
}

export type RolloutStep =
  | { readonly type: 'go-on' }
  | { readonly type: 'halt'; readonly reason: 'failure-ratio' | 'not-back' }
  /** Its stations have ended; the next wave begins once the soak is over. */
  | { readonly type: 'wave-over' }
  | { readonly type: 'next-wave' }
  | { readonly type: 'complete' };

export const endedOf = ({ done, failed, unverified }: Counts): number => done + failed + unverified;

/**
 * What becomes of a rollout that runs.
 * @param counts - of its waves so far
 * @param all - of all its waves
 */
export function decideRollout(
  policy: RolloutPolicy,
  { wave, waveOverAt, forgiven }: { wave: number; waveOverAt: string | null; forgiven: Forgiven },
  { counts, all }: { counts: Counts; all: Counts },
  now: Date,
): RolloutStep {
  // Halting keeps others from the same fate: there are none left.
  if (all.waiting + all.updating === 0) return { type: 'complete' };
  const failed = all.failed - forgiven.failed;
  const ended = endedOf(all) - forgiven.ended;
  if (failed > 0 && ended >= policy.haltAfterEnded && failed / ended > policy.haltAtFailureRatio) {
    return { type: 'halt', reason: 'failure-ratio' };
  }
  if (all.notBack - forgiven.notBack >= policy.haltAfterNotBack) return { type: 'halt', reason: 'not-back' };
  // Those that are away have their turn when they are back; but a wave of which none is done proves nothing.
  const over = counts.updating === 0 && counts.waiting === counts.away && (counts.done > 0 || counts.waiting === 0);
  if (!over || wave + 1 >= waveCount(policy)) return { type: 'go-on' };
  if (waveOverAt === null && policy.soakS > 0) return { type: 'wave-over' };
  const soaked = waveOverAt === null || now.getTime() >= Date.parse(waveOverAt) + policy.soakS * 1000;
  return { type: soaked ? 'next-wave' : 'go-on' };
}

/** Reasons that may be gone the next time. The others a station would only be bricked twice by. */
const WORTH_ANOTHER_TRY: ReadonlySet<string> = new Set([
  ...['download-failed', 'download-stalled', 'no-answer', 'no-report', 'rejected', 'call-failed'],
]);
const NOT_BACK: ReadonlySet<string> = new Set(['no-boot', 'install-stalled']);
export const isNotBack = (reason: string | null): boolean => reason !== null && NOT_BACK.has(reason);

export type AfterAttempt =
  | { readonly state: 'done' | 'unverified' | 'failed'; readonly reason: string | null }
  | { readonly state: 'waiting'; readonly reason: string; readonly strikes: number; readonly waitS: number };

/** What becomes of a station whose attempt has ended. @param strikes - attempts of it that failed before */
export function decideAfterAttempt(
  policy: RolloutPolicy,
  attempt: { status: AttemptStatus; reason: string | null },
  strikes: number,
  recheckS: number,
): AfterAttempt {
  const { status, reason } = attempt;
  if (status === 'done') return { state: 'done', reason: null };
  if (status === 'done-unverified') return { state: 'unverified', reason };
  // It had come to run the image by itself, or by an attempt that was given up on, before this one was sent.
  if (reason === 'already-installed') return { state: 'done', reason: null };
  // Nothing has reached it: that is no failure of the station's. A damaged image halts the rollout.
  if (reason === 'offline' || reason === 'image-damaged') return { state: 'waiting', reason, strikes, waitS: recheckS };
  const again = status === 'failed' && WORTH_ANOTHER_TRY.has(reason ?? '') && strikes < policy.retries;
  if (!again) return { state: 'failed', reason };
  return { state: 'waiting', reason: reason as string, strikes: strikes + 1, waitS: policy.backoffS * 2 ** strikes };
}
