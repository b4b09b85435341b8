import type { FirmwareStatus } from '@chargebus/contracts';
import { STAGES, type Machine, type Stage } from './statuses';

/**
 * `done`: the station has booted with the target version. `done-unverified`: it said Installed and has not booted since.
 * `cancelled`: another update has taken its place.
 */
export type Ending = 'done' | 'done-unverified' | 'failed' | 'cancelled';
export type AttemptStatus = Stage | Ending;
export const ATTEMPT_STATUSES = [...STAGES, 'done', 'done-unverified', 'failed', 'cancelled'] as const;

/** One step of an attempt, kept for ever. */
export interface Step {
  readonly at: string;
  readonly status: AttemptStatus;
  /** What brought it there: a word of the station, its boot, an answer, or time. */
  readonly by: string;
}

/** One update of one station's firmware, as far as decisions need it. */
export interface Attempt {
  readonly status: AttemptStatus;
  /** Why it failed, or was cancelled. */
  readonly reason: string | null;
  readonly machine: Machine;
  readonly requestId: number;
  /** The version that the station will report when it boots with the image. */
  readonly targetVersion: string;
  readonly lastStatus: FirmwareStatus | null;
  /** Of `lastStatus`, by its machine; 0 before the first. */
  readonly statusOrder: number;
  /** With what it has booted since it had the image whole, where that was another version. */
  readonly bootedVersion: string | null;
  /** Neither fetched nor installed before these. */
  readonly retrieveAt: string | null;
  readonly installAt: string | null;
  readonly sentAt: string | null;
  /** When it fails if nothing is heard. */
  readonly dueAt: string | null;
  readonly history: readonly Step[];
}

/** How long each stage may last, in seconds. */
export interface StageTimes {
  readonly answerS: number;
  readonly startS: number;
  readonly downloadS: number;
  readonly installS: number;
  readonly bootS: number;
}

export type AttemptEvent =
  | { readonly type: 'sent'; readonly at: string }
  /** Nothing has left: the command may be sent another time. */
  | { readonly type: 'not-sent'; readonly at: string }
  /** `word` is the station's own, such as AcceptedCanceled or RevokedCertificate. */
  | { readonly type: 'answered'; readonly at: string; readonly outcome: string; readonly word: string | null }
  | { readonly type: 'told'; readonly at: string; readonly status: FirmwareStatus; readonly requestId: number | null }
  | { readonly type: 'booted'; readonly at: string; readonly version: string }
  | { readonly type: 'timed-out'; readonly at: string }
  | { readonly type: 'cancelled'; readonly at: string; readonly reason: string };

export type Verdict =
  { readonly heeded: true; readonly attempt: Attempt } | { readonly heeded: false; readonly why: string };

const ENDINGS: ReadonlySet<string> = new Set<Ending>(['done', 'done-unverified', 'failed', 'cancelled']);
export const hasEnded = (status: AttemptStatus): status is Ending => ENDINGS.has(status);
