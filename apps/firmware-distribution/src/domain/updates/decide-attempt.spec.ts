import type { FirmwareStatus } from '@chargebus/contracts';
import type { Attempt, AttemptEvent } from './attempt';
import { decideAttempt } from './decide-attempt';
import type { Machine } from './statuses';

const TIMES = { answerS: 10, startS: 20, downloadS: 30, installS: 40, bootS: 50 };
const T0 = Date.parse('2026-11-28T08:00:00Z');
const at = (second: number): string => new Date(T0 + second * 1000).toISOString();

const ordered = (machine: Machine): Attempt => ({
  ...{ status: 'ordered', reason: null, machine, requestId: 7, targetVersion: '2.0', lastStatus: null, statusOrder: 0 },
  ...{ bootedVersion: null, retrieveAt: null, installAt: null, sentAt: null, dueAt: null, history: [] },
});

/** What becomes of an attempt; what happens takes one second each. */
function after(
  machine: Machine,
  ...happens: (FirmwareStatus | `boots ${string}` | `answers ${string}` | 'waits')[]
): Attempt {
  let attempt = ordered(machine);
  const take = (event: AttemptEvent): void => {
    const verdict = decideAttempt(attempt, event, TIMES);
    if (verdict.heeded) attempt = verdict.attempt;
  };
  take({ type: 'sent', at: at(0) });
  happens.forEach((what, n) => {
    const [verb, word = ''] = what.split(' ');
    const now = at(n + 1);
    if (verb === 'boots') take({ type: 'booted', at: now, version: word });
    else if (verb === 'answers') take({ type: 'answered', at: now, outcome: outcomeOf(word), word });
    else if (verb === 'waits') take({ type: 'timed-out', at: at(1_000) });
    else take({ type: 'told', at: now, status: what as FirmwareStatus, requestId: machine === '1.6' ? null : 7 });
  });
  return attempt;
}
const outcomeOf = (word: string): string =>
  word.startsWith('Accepted') ? 'accepted' : /^[a-z]/.test(word) ? word : 'rejected';
const ALL: Machine[] = ['1.6', '1.6-signed', '2.x'];
const FULL: Machine[] = ['1.6-signed', '2.x'];

describe.each(ALL)('An update by %s', (machine) => {
  it.each<[string, Parameters<typeof after>[1][], string, string | null]>([
    [
      'is done when it boots with the version',
      ['downloading', 'downloaded', 'installing', 'installed', 'boots 2.0'],
      'done',
      null,
    ],
    [
      'is done though Installed comes after the boot',
      ['downloading', 'downloaded', 'installing', 'boots 2.0', 'installed'],
      'done',
      null,
    ],
    ['is done though the station never says so', ['answers Accepted', 'boots 2.0'], 'done', null],
    ['has failed if it boots with the old one', ['downloaded', 'installed', 'boots 1.0'], 'failed', 'wrong-version'],
    [
      'has failed if it has booted with the old one before it says so',
      ['downloaded', 'installing', 'boots 1.0', 'installed'],
      'failed',
      'wrong-version',
    ],
    [
      'has failed if it installs, boots with the old one and is silent',
      ['installing', 'boots 1.0', 'waits'],
      'failed',
      'wrong-version',
    ],
    ['survives a boot on the way', ['downloaded', 'installing', 'boots 1.0', 'boots 2.0'], 'done', null],
    [
      'is done, unverified, if it does not boot',
      ['downloaded', 'installing', 'installed', 'waits'],
      'done-unverified',
      'no-boot',
    ],
    ['is verified by a late boot', ['installed', 'waits', 'boots 2.0'], 'done', null],
    ['is refuted by a late boot', ['installed', 'waits', 'boots 1.0'], 'failed', 'wrong-version'],
    [
      'has failed where the image could not be fetched',
      ['downloading', 'download-failed'],
      'failed',
      'download-failed',
    ],
    [
      'has failed where it could not be installed',
      ['downloaded', 'installing', 'installation-failed'],
      'failed',
      'installation-failed',
    ],
    ['was not answered', ['waits'], 'failed', 'no-answer'],
    ['was not answered in time, yet may be under way', ['answers timeout', 'downloading'], 'downloading', null],
    ['was accepted and never heard of', ['answers Accepted', 'waits'], 'failed', 'no-report'],
    ['stopped while it was fetched', ['downloading', 'waits'], 'failed', 'download-stalled'],
    ['stopped while it was installed', ['downloaded', 'installing', 'waits'], 'failed', 'install-stalled'],
    ['was given up and yet runs', ['downloading', 'waits', 'boots 2.0'], 'done', null],
    ['was refused', ['answers Rejected'], 'failed', 'rejected'],
    ['never left', ['answers offline'], 'failed', 'offline'],
    [
      'stays failed where the station said why',
      ['downloading', 'download-failed', 'boots 2.0'],
      'failed',
      'download-failed',
    ],
    ['has a reason that is old', ['downloaded', 'installing', 'download-failed'], 'installing', null],
    ['hears nothing in Idle', ['downloading', 'idle'], 'downloading', null],
    [
      'is not taken back by statuses that come late',
      ['downloaded', 'installing', 'downloading', 'downloaded'],
      'installing',
      null,
    ],
  ])('%s', (_title, happens, status, reason) => {
    expect(after(machine, ...happens)).toMatchObject({ status, reason });
  });

  it('keeps each step once', () => {
    const { history } = after(
      machine,
      'answers Accepted',
      'downloading',
      'downloading',
      'downloaded',
      'boots 2.0',
      'installed',
    );
    expect(history.map(({ by }) => by)).toEqual(['sent', 'Accepted', 'downloading', 'downloaded', 'booted 2.0']);
  });
});

describe.each(FULL)('A secure update by %s', (machine) => {
  it.each<[string, Parameters<typeof after>[1][], string, string | null]>([
    [
      'goes its whole way',
      [
        'download-scheduled',
        'downloading',
        'download-paused',
        'downloading',
        'downloaded',
        'signature-verified',
        'install-scheduled',
        'install-rebooting',
        'installing',
        'installed',
        'boots 2.0',
      ],
      'done',
      null,
    ],
    ['has a signature that is wrong', ['downloaded', 'invalid-signature'], 'failed', 'invalid-signature'],
    [
      'does not verify what it has installed',
      ['installing', 'install-verification-failed'],
      'failed',
      'install-verification-failed',
    ],
    ['has a certificate that is invalid', ['answers InvalidCertificate'], 'failed', 'invalid-certificate'],
    ['has a certificate that was revoked', ['answers RevokedCertificate'], 'failed', 'revoked-certificate'],
    ['takes the place of another', ['answers AcceptedCanceled'], 'accepted', null],
  ])('%s', (_title, happens, status, reason) => {
    expect(after(machine, ...happens)).toMatchObject({ status, reason });
  });

  it('heeds no status of another request, nor one that names none', () => {
    const sent = after(machine, 'answers Accepted');
    for (const requestId of [6, null]) {
      const told = { type: 'told', at: at(5), status: 'downloading', requestId } as const;
      expect(decideAttempt(sent, told, TIMES)).toMatchObject({ heeded: false });
    }
  });
});

it('An unsigned update of 1.6 heeds no status from before it was sent, and none that its version has not', () => {
  const sent = after('1.6');
  const old = { type: 'told', at: at(-60), status: 'installed', requestId: null } as const;
  expect(decideAttempt(sent, old, TIMES)).toEqual({ heeded: false, why: 'older' });
  expect(decideAttempt(sent, { ...old, at: at(5), status: 'signature-verified' }, TIMES).heeded).toBe(false);
});

it('Each stage has a time of its own, which begins when fetching and installing may', () => {
  const later = { ...ordered('2.x'), retrieveAt: at(500), installAt: at(900) };
  const times = (['sent', 'accepted', 'downloading', 'downloaded', 'installing', 'installed'] as const).reduce<{
    attempt: Attempt;
    due: (string | null)[];
  }>(
    ({ attempt, due }, what) => {
      const event: AttemptEvent =
        what === 'sent'
          ? { type: what, at: at(0) }
          : what === 'accepted'
            ? { type: 'answered', at: at(1), outcome: what, word: null }
            : { type: 'told', at: at(600), status: what, requestId: 7 };
      const verdict = decideAttempt(attempt, event, TIMES);
      if (!verdict.heeded) throw new Error(verdict.why);
      return { attempt: verdict.attempt, due: [...due, verdict.attempt.dueAt] };
    },
    { attempt: later, due: [] },
  );
  expect(times.due).toEqual([at(10), at(520), at(630), at(940), at(640), at(650)]);
});

it('A command that could not leave is ordered again', () => {
  const sending = after('1.6');
  expect(decideAttempt(sending, { type: 'not-sent', at: at(1) }, TIMES)).toMatchObject({
    attempt: { status: 'ordered', sentAt: null },
  });
});

it('A late boot that proves an attempt which was given up on keeps the next one from being sent', () => {
  const boot: AttemptEvent = { type: 'booted', at: at(2_000), version: '2.0' };
  const givenUp = after('2.x', 'waits');
  expect([givenUp.status, givenUp.reason]).toEqual(['failed', 'no-answer']);
  expect(decideAttempt(givenUp, boot, TIMES)).toMatchObject({ attempt: { status: 'done' } });
  const retry = decideAttempt(ordered('2.x'), boot, TIMES);
  if (!retry.heeded) throw new Error(retry.why);
  expect(retry.attempt).toMatchObject({ status: 'cancelled', reason: 'already-installed', sentAt: null });
  expect(decideAttempt(retry.attempt, { type: 'sent', at: at(2_001) }, TIMES)).toEqual({
    heeded: false,
    why: 'not-waiting',
  });
  expect(decideAttempt(ordered('2.x'), { ...boot, version: '1.0' }, TIMES).heeded).toBe(false);
});
