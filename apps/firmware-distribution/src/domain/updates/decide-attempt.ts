import { hasEnded, type Attempt, type AttemptEvent, type StageTimes, type Verdict } from './attempt';
import { MACHINES, STAGES, type Stage } from './statuses';

/** Clocks of two processes may differ so much: a report that names no request counts from that long before the sending. */
const CLOCK_TOLERANCE_MS = 2_000;

/** A boot may still prove these wrong: the outcome was given up on, not seen. */
const GIVEN_UP: ReadonlySet<string> = new Set([
  'no-answer',
  'no-report',
  'download-stalled',
  'install-stalled',
  'wrong-version',
]);

/** Reasons of answers, by the station's own words. Any other refusal is `rejected`. */
const REFUSALS: Readonly<Record<string, string>> = {
  invalidcertificate: 'invalid-certificate',
  revokedcertificate: 'revoked-certificate',
};

const ignored = (why: string): Verdict => ({ heeded: false, why });
const later = (at: string, seconds: number, notBefore: string | null = null): string =>
  new Date(Math.max(Date.parse(at), notBefore === null ? 0 : Date.parse(notBefore)) + seconds * 1000).toISOString();

/**
 * What an event makes of an attempt. Stale, repeated and out-of-order statuses change nothing. Only a boot with the target
 * version proves success; one with another version after Installed proves failure.
 */
export function decideAttempt(attempt: Attempt, event: AttemptEvent, times: StageTimes): Verdict {
  switch (event.type) {
    case 'sent':
      if (attempt.status !== 'ordered') return ignored('not-waiting');
      return to(attempt, 'sending', event.at, 'sent', times, { sentAt: event.at });
    case 'not-sent':
      if (attempt.status !== 'sending') return ignored('not-sending');
      return to(attempt, 'ordered', event.at, 'not-sent', times, { sentAt: null });
    case 'answered':
      return onAnswer(attempt, event, times);
    case 'told':
      return onStatus(attempt, event, times);
    case 'booted':
      return onBoot(attempt, event);
    case 'timed-out':
      return onTimeOut(attempt, event.at);
    case 'cancelled':
      if (hasEnded(attempt.status)) return ignored('ended');
      return end(attempt, 'cancelled', event.at, event.reason, event.reason);
  }
}

type Of<T extends AttemptEvent['type']> = Extract<AttemptEvent, { type: T }>;

function onAnswer(attempt: Attempt, { at, outcome, word }: Of<'answered'>, times: StageTimes): Verdict {
  // What the station has reported since says more than its answer.
  if (attempt.status !== 'sending') return ignored('already-further');
  if (outcome === 'accepted' || outcome === 'scheduled') return to(attempt, 'accepted', at, word ?? outcome, times);
  // It may have the command: its reports, or the time-out, will tell.
  if (outcome === 'timeout' || outcome === 'unknown-outcome') return ignored('no-answer');
  const refusal = word === null ? undefined : REFUSALS[word.toLowerCase()];
  return end(attempt, 'failed', at, word ?? outcome, refusal ?? (outcome === 'failed' ? 'call-failed' : outcome));
}

function onStatus(attempt: Attempt, { at, status, requestId }: Of<'told'>, times: StageTimes): Verdict {
  if (hasEnded(attempt.status)) return ignored('ended');
  if (attempt.status === 'ordered' || attempt.sentAt === null) return ignored('not-sent');
  const named = attempt.machine !== '1.6';
  if (named && requestId !== attempt.requestId) return ignored(requestId === null ? 'no-request' : 'another-request');
  if (!named && Date.parse(at) < Date.parse(attempt.sentAt) - CLOCK_TOLERANCE_MS) return ignored('older');
  const meaning = MACHINES[attempt.machine][status];
  if (meaning === undefined) return ignored('no-status-of-this-version');
  if (meaning === 'nothing') return ignored('idle');
  if ('fails' in meaning) {
    if (attempt.statusOrder > meaning.upTo) return ignored('out-of-order');
    return end(attempt, 'failed', at, status, status);
  }
  if (status === attempt.lastStatus) return ignored('repeated');
  if (meaning.order < attempt.statusOrder) return ignored('out-of-order');
  const told = { lastStatus: status, statusOrder: meaning.order };
  // It has booted since it had the image, and not with it.
  if (status === 'installed' && attempt.bootedVersion !== null) {
    return end({ ...attempt, ...told }, 'failed', at, status, 'wrong-version');
  }
  return to(attempt, meaning.stage, at, status, times, told);
}

function onBoot(attempt: Attempt, { at, version }: Of<'booted'>): Verdict {
  // A late boot proves an attempt that was given up on, and this one was to try again: nothing is left to send.
  if (attempt.status === 'ordered' && version === attempt.targetVersion) {
    return end(attempt, 'cancelled', at, `booted ${version}`, 'already-installed');
  }
  if (attempt.sentAt === null || Date.parse(at) < Date.parse(attempt.sentAt) - CLOCK_TOLERANCE_MS)
    return ignored('older');
  const by = `booted ${version}`;
  if (version === attempt.targetVersion) {
    const open = !hasEnded(attempt.status) || attempt.status === 'done-unverified';
    const givenUp = attempt.status === 'failed' && GIVEN_UP.has(attempt.reason ?? '');
    return open || givenUp ? end(attempt, 'done', at, by, null) : ignored('ended');
  }
  if (attempt.status === 'installed' || attempt.status === 'done-unverified') {
    return end({ ...attempt, bootedVersion: version }, 'failed', at, by, 'wrong-version');
  }
  if (attempt.status !== 'downloaded' && attempt.status !== 'installing') return ignored('ordinary-boot');
  const history = [...attempt.history, { at, status: attempt.status, by }];
  return { heeded: true, attempt: { ...attempt, bootedVersion: version, history } };
}

/** What is said of an attempt of which nothing more was heard, by its stage. */
const SILENCE: Readonly<Record<Exclude<Stage, 'ordered' | 'installed'>, string>> = {
  sending: 'no-answer',
  accepted: 'no-report',
  downloading: 'download-stalled',
  downloaded: 'install-stalled',
  installing: 'install-stalled',
};

function onTimeOut(attempt: Attempt, at: string): Verdict {
  const { status, dueAt, bootedVersion } = attempt;
  if (hasEnded(status) || status === 'ordered') return ignored('not-under-way');
  if (dueAt === null || Date.parse(at) < Date.parse(dueAt)) return ignored('not-due');
  if (status === 'installed') return end(attempt, 'done-unverified', at, 'timed out', 'no-boot');
  return end(attempt, 'failed', at, 'timed out', bootedVersion === null ? SILENCE[status] : 'wrong-version');
}

function to(
  attempt: Attempt,
  stage: Stage,
  at: string,
  by: string,
  times: StageTimes,
  more: Partial<Attempt> = {},
): Verdict {
  // A status of an earlier stage, such as a scheduled download, does not take an attempt back.
  const forward = stage === 'ordered' || STAGES.indexOf(stage) >= STAGES.indexOf(attempt.status as Stage);
  const status = forward ? stage : attempt.status;
  const history = [...attempt.history, { at, status, by }];
  return { heeded: true, attempt: { ...attempt, ...more, status, dueAt: dueAt(attempt, stage, at, times), history } };
}

function dueAt(attempt: Attempt, stage: Stage, at: string, times: StageTimes): string | null {
  switch (stage) {
    case 'ordered':
      return null;
    case 'sending':
      return later(at, times.answerS);
    case 'accepted':
      return later(at, times.startS, attempt.retrieveAt);
    case 'downloading':
      return later(at, times.downloadS);
    case 'downloaded':
      return later(at, times.installS, attempt.installAt);
    case 'installing':
      return later(at, times.installS);
    case 'installed':
      return later(at, times.bootS);
  }
}

function end(
  attempt: Attempt,
  status: 'done' | 'done-unverified' | 'failed' | 'cancelled',
  at: string,
  by: string,
  reason: string | null,
): Verdict {
  const history = [...attempt.history, { at, status, by }];
  return { heeded: true, attempt: { ...attempt, status, reason, dueAt: null, history } };
}
