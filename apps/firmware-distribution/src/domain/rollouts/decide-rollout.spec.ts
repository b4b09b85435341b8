import type { StationEquipment } from '@chargebus/contracts';
import { decideAfterAttempt, decideRollout } from './decide-rollout';
import { decideStation } from './decide-station';
import { waveOf, type Counts, type RolloutPolicy } from './rollout';
import { isOpen } from './window';

const policy: RolloutPolicy = {
  ...{ canary: 2, waves: [50, 100], soakS: 0, maxInFlight: 5, windows: [], notWhileCharging: true },
  ...{ haltAtFailureRatio: 0.2, haltAfterEnded: 5, haltAfterNotBack: 2, retries: 2, backoffS: 60 },
  ...{ allowDowngrade: false, maxBytesPerS: null },
};
const counts = (some: Partial<Counts>): Counts => ({
  ...{
    total: 10,
    waiting: 0,
    away: 0,
    updating: 0,
    done: 0,
    unverified: 0,
    failed: 0,
    skipped: 0,
    notBack: 0,
    ...some,
  },
});
const NOW = new Date('2026-11-28T08:00:00Z');
const fresh = { wave: 0, waveOverAt: null, forgiven: { ended: 0, failed: 0, notBack: 0 } };

it.each<[string, Partial<Counts>, Partial<Counts>, Partial<typeof fresh>, object]>([
  ['goes on while a wave is under way', { updating: 1, done: 1 }, { waiting: 8 }, {}, { type: 'go-on' }],
  ['goes on while one waits for its next try', { waiting: 1, done: 1 }, { waiting: 8 }, {}, { type: 'go-on' }],
  ['begins the next wave', { done: 2 }, { waiting: 8 }, {}, { type: 'next-wave' }],
  ['does not wait for who is away', { done: 1, waiting: 1, away: 1 }, { waiting: 8 }, {}, { type: 'next-wave' }],
  ['waits for one that proves it', { waiting: 2, away: 2 }, { waiting: 8 }, {}, { type: 'go-on' }],
  ['waits for who is away in the end', { done: 9, waiting: 1, away: 1 }, {}, { wave: 2 }, { type: 'go-on' }],
  ['is complete when all have ended', { done: 9, skipped: 1 }, {}, { wave: 2 }, { type: 'complete' }],
  ['is complete, however many failed, when nobody is left', { done: 3, failed: 7 }, {}, {}, { type: 'complete' }],
  ['halts above the ratio', { done: 3, failed: 2 }, { waiting: 5 }, {}, { type: 'halt', reason: 'failure-ratio' }],
  ['does not halt at the ratio', { done: 4, failed: 1, updating: 1 }, { waiting: 4 }, {}, { type: 'go-on' }],
  ['does not halt by a few', { done: 1, failed: 3, updating: 1 }, { waiting: 5 }, {}, { type: 'go-on' }],
  [
    'halts where stations stay away',
    { unverified: 2, notBack: 2, updating: 1 },
    { waiting: 5 },
    {},
    { type: 'halt', reason: 'not-back' },
  ],
  [
    'has been forgiven',
    { done: 3, failed: 2, updating: 1 },
    { waiting: 4 },
    { forgiven: { ended: 5, failed: 2, notBack: 0 } },
    { type: 'go-on' },
  ],
])('A rollout %s', (_title, upToWave, beyond, state, step) => {
  const all = counts({ ...upToWave, waiting: (upToWave.waiting ?? 0) + (beyond.waiting ?? 0) });
  expect(decideRollout(policy, { ...fresh, ...state }, { counts: counts(upToWave), all }, NOW)).toEqual(step);
});

it('A wave soaks before the next', () => {
  const soaking = { ...policy, soakS: 60 };
  const both = { counts: counts({ done: 2 }), all: counts({ done: 2, waiting: 8 }) };
  const after = (waveOverAt: string | null) => decideRollout(soaking, { ...fresh, waveOverAt }, both, NOW).type;
  expect([after(null), after('2026-11-28T07:59:30Z'), after('2026-11-28T07:59:00Z')]).toEqual([
    'wave-over',
    'go-on',
    'next-wave',
  ]);
});

it('Waves are a few stations, then parts of all', () => {
  expect(Array.from({ length: 10 }, (_, n) => waveOf(n, 10, policy))).toEqual([0, 0, 1, 1, 1, 2, 2, 2, 2, 2]);
  expect(waveOf(0, 1, { canary: 0, waves: [10, 100] })).toBe(0);
});

it('What may be gone is tried again, later each time; what bricks is not', () => {
  const after = (reason: string, strikes: number) =>
    decideAfterAttempt(policy, { status: 'failed', reason }, strikes, 30);
  expect(after('download-failed', 0)).toEqual({ state: 'waiting', reason: 'download-failed', strikes: 1, waitS: 60 });
  expect(after('download-failed', 1)).toMatchObject({ strikes: 2, waitS: 120 });
  expect(after('download-failed', 2)).toEqual({ state: 'failed', reason: 'download-failed' });
  expect(after('offline', 2)).toMatchObject({ state: 'waiting', strikes: 2, waitS: 30 });
  for (const reason of ['installation-failed', 'wrong-version', 'invalid-signature', 'install-stalled']) {
    expect(after(reason, 0)).toEqual({ state: 'failed', reason });
  }
});

it('A station that came to run the image before its next try was sent is done', () => {
  const attempt = { status: 'cancelled', reason: 'already-installed' } as const;
  expect(decideAfterAttempt(policy, attempt, 1, 30)).toEqual({ state: 'done', reason: null });
});

it.each([
  ['inside', 'Europe/Berlin', '22:00', '23:00', '2026-11-28T21:30:00Z', true],
  ['before it, by the zone', 'UTC', '22:00', '23:00', '2026-11-28T21:30:00Z', false],
  ['over midnight', 'UTC', '22:00', '05:00', '2026-11-28T04:59:00Z', true],
  ['at its end', 'UTC', '22:00', '05:00', '2026-11-28T05:00:00Z', false],
  ['in summer', 'Europe/Berlin', '02:00', '04:00', '2026-07-01T00:30:00Z', true],
])('A window is open: %s', (_title, zone, from, to, at, open) => {
  expect(isOpen([{ from, to }], new Date(at), zone)).toBe(open);
});

it('A window over midnight belongs to the day on which it begins', () => {
  const windows = [{ days: ['fri'] as const, from: '22:00', to: '05:00' }];
  expect(isOpen(windows, new Date('2026-11-28T03:00:00Z'), 'UTC')).toBe(true);
  expect(isOpen(windows, new Date('2026-11-28T23:00:00Z'), 'UTC')).toBe(false);
});

it('A station waits while it is away, charges or the window is shut, and is skipped where the image is not for it', () => {
  const image = {
    vendor: 'V',
    model: 'M',
    version: '2',
    reportedVersion: null,
    hardware: null,
    signature: null,
    retiredAt: null,
  };
  const station: StationEquipment = {
    ...{ stationId: 'S', vendor: 'V', model: 'M', firmwareVersion: '1', ocppVersion: '1.6', connected: true },
    ...{ accepted: true, disabled: false, charging: false, timeZone: 'UTC', groups: [], tags: [] },
  };
  const verdict = (some: Partial<StationEquipment>, more: Partial<RolloutPolicy> = {}) =>
    decideStation({ ...policy, ftpOn: false, ...more }, image, { ...station, ...some }, NOW).reason;
  expect(verdict({})).toBeNull();
  expect(verdict({ connected: false })).toBe('offline');
  expect(verdict({ charging: true })).toBe('charging');
  expect(verdict({ charging: true }, { notWhileCharging: false })).toBeNull();
  expect(verdict({}, { windows: [{ from: '09:00', to: '10:00' }] })).toBe('outside-window');
  expect(verdict({ model: 'N' })).toBe('wrong-model');
  expect(verdict({}, { protocol: 'ftp' })).toBe('ftp-off');
  expect(decideStation({ ...policy, ftpOn: false }, image, undefined, NOW).reason).toBe('unknown-station');
});
