import type { SessionSnapshot } from '@chargebus/contracts';
import { decideActivity, IDLE, type EvseActivity } from './active-session';

const session = (id: string, o: Partial<SessionSnapshot> = {}): SessionSnapshot =>
  ({ id, status: 'charging', startedAt: '2026-01-01T12:00:00.000Z', powerW: 7_000, ...o }) as SessionSnapshot;
const busy = (id: string, startedAt = '2026-01-01T12:00:00.000Z'): EvseActivity => ({
  sessionId: id,
  startedAt,
  powerW: 7_000,
});

describe('the session an EVSE is busy with', () => {
  it('begins with its start, not with the request for it', () => {
    expect(decideActivity(IDLE, session('a', { status: 'pending', startedAt: null }))).toBe(IDLE);
    expect(decideActivity(IDLE, session('a'))).toEqual(busy('a'));
  });

  it('is freed by its own end only', () => {
    expect(decideActivity(busy('a'), session('a', { status: 'ended' }))).toEqual(IDLE);
    expect(decideActivity(busy('b'), session('a', { status: 'ended' }))).toEqual(busy('b'));
  });

  it('is the one that started last, in whatever order the facts come', () => {
    const later = '2026-01-01T13:00:00Z';
    expect(decideActivity(busy('a'), session('b', { startedAt: later })).sessionId).toBe('b');
    expect(decideActivity(busy('b', later), session('a')).sessionId).toBe('b');
  });

  it('has the power of its latest fact', () => {
    expect(decideActivity(busy('a'), session('a', { powerW: 11_000 })).powerW).toBe(11_000);
  });
});
