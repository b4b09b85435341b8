import {
  decideState,
  isToRetry,
  isToSet,
  MOST_TRIES,
  nextAttempt,
  type Actual,
  type Attempt,
  type Known,
  type SyncCause,
} from './configuration-state';
import { keyName } from './setting';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const desired = { name: keyName('HeartbeatInterval'), value: '60' };
const has = (value: string | null, mutability: string | null = 'read-write'): Actual => ({
  value,
  mutability,
  readAt: at(5),
});
const tried = (outcome: Attempt['outcome'], more: Partial<Attempt> = {}): Attempt => ({
  ...{ value: '60', outcome, tries: 1, at: at(10), detail: null },
  ...more,
});
const known = (o: Partial<Known>): Known => ({
  desired,
  actual: null,
  attempt: null,
  bootedAt: at(1),
  due: true,
  unasked: true,
  ...o,
});

describe('how a desired value stands', () => {
  it.each<[string, Partial<Known>]>([
    ['pending', {}],
    ['pending', { due: false }],
    ['unread', { due: false, unasked: false }],
    ['pending', { due: true, unasked: false }],
    ['pending', { actual: has('300') }],
    ['drift', { actual: has('300'), due: false }],
    ['drift', { actual: has('300'), due: false, unasked: false }],
    ['in-sync', { actual: has('60') }],
    ['in-sync', { actual: has('60', 'read-only') }],
    ['in-sync', { actual: has(null, 'write-only'), attempt: tried('accepted') }],
    ['pending', { actual: has(null, 'write-only') }],
    ['read-only', { actual: has('300', 'read-only') }],
    ['unknown-key', { attempt: tried('unknown-key') }],
    ['in-sync', { actual: { ...has('60'), readAt: at(20) }, attempt: tried('unknown-key') }],
    ['rejected', { actual: has('300'), attempt: tried('rejected') }],
    ['not-supported', { actual: has('300'), attempt: tried('not-supported') }],
    ['pending', { actual: has('300'), attempt: tried('rejected', { value: '59' }) }],
    ['reboot-required', { actual: has('60'), attempt: tried('reboot-required') }],
    ['in-sync', { actual: has('60'), attempt: tried('reboot-required'), bootedAt: at(11) }],
    ['pending', { actual: has('300'), attempt: tried('reboot-required'), bootedAt: at(11) }],
    ['pending', { actual: has('300'), attempt: tried('accepted', { tries: MOST_TRIES - 1 }) }],
    ['drift', { actual: has('300'), attempt: tried('accepted', { tries: MOST_TRIES }) }],
    ['rejected', { actual: has('300'), attempt: tried('failed', { tries: MOST_TRIES }) }],
  ])('%s for %j', (state, o) => {
    expect(decideState(known(o))).toBe(state);
  });
});

describe('what is set', () => {
  const causes: SyncCause[] = ['boot', 'change', 'retry', 'demand'];
  const setFor = (o: Partial<Known>) => causes.filter((cause) => isToSet(known(o), cause));

  it('is what differs, once it was read', () => {
    expect(setFor({ actual: has('300') })).toEqual(causes);
    expect(setFor({})).toEqual([]);
    for (const o of [{ actual: has('60') }, { actual: has('300', 'read-only') }, { attempt: tried('unknown-key') }]) {
      expect(setFor(o)).toEqual([]);
    }
  });

  it('is not what waits for a reboot', () => {
    expect(setFor({ actual: has('300'), attempt: tried('reboot-required') })).toEqual([]);
  });

  it('is what was refused or kept only after a boot, and when somebody asks', () => {
    for (const attempt of [tried('rejected'), tried('not-supported'), tried('accepted', { tries: MOST_TRIES })]) {
      expect(setFor({ actual: has('300'), attempt })).toEqual(['boot', 'demand']);
    }
  });
});

describe('a station that answers Accepted and keeps its value', () => {
  it('is tried some times, not for ever, and anew for another value', () => {
    let attempt: Attempt | null = null;
    let rounds = 0;
    do {
      attempt = nextAttempt(attempt, '60', { outcome: 'accepted', detail: null, at: at(rounds), kept: true });
      rounds++;
    } while (isToRetry(attempt));
    expect(rounds).toBe(MOST_TRIES);
    expect(nextAttempt(attempt, '61', { outcome: 'accepted', detail: null, at: at(9), kept: true }).tries).toBe(1);
    expect(nextAttempt(attempt, '60', { outcome: 'accepted', detail: null, at: at(9), kept: false }).tries).toBe(0);
  });

  it('that refuses is not asked again unasked', () => {
    expect(isToRetry(tried('rejected'))).toBe(false);
    expect(isToRetry(tried('reboot-required'))).toBe(false);
  });
});
