import type { Wanted } from './configuration-profile';
import { isSameValue } from './setting-value';

export const CONFIGURATION_STATES = [
  'in-sync',
  'drift',
  'pending',
  'unread',
  'rejected',
  'reboot-required',
  'read-only',
  'unknown-key',
  'not-supported',
] as const;
export type ConfigurationState = (typeof CONFIGURATION_STATES)[number];

/** How the last try to read or set a value ended. */
export type AttemptOutcome = 'accepted' | 'rejected' | 'reboot-required' | 'not-supported' | 'unknown-key' | 'failed';

export interface Attempt {
  /** What was to be set. */
  value: string;
  outcome: AttemptOutcome;
  /** How often in a row it was tried without the station having it afterwards. */
  tries: number;
  at: string;
  /** Why, in the station's words. */
  detail: string | null;
}

/** A setting as it was last read. */
export interface Actual {
  value: string | null;
  mutability: string | null;
  /** OCPP 2.x DataEnumType. */
  dataType?: string | undefined;
  readAt: string;
}

/** A station that answers Accepted and keeps its value is asked this often, then left alone. */
export const MOST_TRIES = 3;

export interface Known {
  desired: Wanted;
  actual: Actual | null;
  attempt: Attempt | null;
  /** Its last boot. */
  bootedAt: string | null;
  /** Whether the station is being synchronised, or going to be without anybody asking. */
  due: boolean;
  /** Whether stations are synchronised without anybody asking at all; if not, what was never read stays `unread`. */
  unasked: boolean;
}

/** How a desired value stands at its station. */
export function decideState({ desired, actual, attempt, bootedAt, due, unasked }: Known): ConfigurationState {
  const tried = attempt !== null && attempt.value === desired.value ? attempt : null;
  if (attempt?.outcome === 'unknown-key' && (actual === null || actual.readAt < attempt.at)) return 'unknown-key';
  if (tried?.outcome === 'reboot-required' && !isAfter(bootedAt, tried.at)) return 'reboot-required';
  if (hasValue(desired, actual, tried)) return 'in-sync';
  if (actual?.mutability === 'read-only') return 'read-only';
  if (tried?.outcome === 'rejected' || tried?.outcome === 'not-supported') return tried.outcome;
  if (tried !== null && tried.tries >= MOST_TRIES) return tried.outcome === 'failed' ? 'rejected' : 'drift';
  if (due) return 'pending';
  if (actual !== null) return 'drift';
  return unasked ? 'pending' : 'unread';
}

function hasValue({ value }: Wanted, actual: Actual | null, tried: Attempt | null): boolean {
  // What can only be written cannot be compared: that the station took it is all there is.
  if (actual?.mutability === 'write-only') return tried?.outcome === 'accepted';
  return actual !== null && actual.value !== null && isSameValue(actual.value, value, actual.dataType);
}

/** Why a station is synchronised. After a boot, and when somebody asks, what was given up is tried once more. */
export type SyncCause = 'boot' | 'change' | 'retry' | 'demand';

/** Whether a value is to be set now, after what the station has was read. */
export function isToSet(known: Known, cause: SyncCause): boolean {
  switch (decideState({ ...known, due: true })) {
    case 'pending':
      return known.actual !== null;
    case 'drift':
    case 'rejected':
    case 'not-supported':
      return cause === 'boot' || cause === 'demand';
    default:
      return false;
  }
}

/** The attempt that a try makes; `kept` says that the station was read afterwards and has another value still. */
export function nextAttempt(
  before: Attempt | null,
  value: string,
  result: Pick<Attempt, 'outcome' | 'detail' | 'at'> & { kept: boolean },
): Attempt {
  const { outcome, detail, at, kept } = result;
  const again = before?.value === value ? before.tries : 0;
  const failed = kept || outcome !== 'accepted';
  return { value, outcome, detail, at, tries: failed ? again + 1 : 0 };
}

/** Whether it is worth to come back unasked, and not only after the next boot. */
export function isToRetry({ outcome, tries }: Attempt): boolean {
  return tries > 0 && tries < MOST_TRIES && (outcome === 'accepted' || outcome === 'failed');
}

const isAfter = (time: string | null, other: string): boolean => time !== null && time > other;
