import type { Ending, EndedStatus } from './command';
import { decideAfterAttempt, decideBeginning, EXPIRED, toSend } from './waiting-command';

const now = '2026-05-01T10:00:00.000Z';
const later = '2026-05-01T11:00:00.000Z';
const onIdle = { type: 'reset', when: 'idle' };
const old = { connected: true, ocppVersion: '1.6' as const };
const ending = (status: EndedStatus, code?: string): Ending => ({
  status,
  response: null,
  error: code === undefined ? null : { code, description: code },
});

describe('a new command', () => {
  it('is sent at once, unless its caller says until when it may wait', () => {
    expect(decideBeginning({ type: 'clear-cache' }, undefined, old, now)).toEqual({ how: 'at-once' });
    expect(decideBeginning({ type: 'clear-cache' }, later, old, now)).toEqual({ how: 'queued', expiresAt: later });
  });

  it('that resets a 1.x station when idle waits here for its sessions, a day unless told', () => {
    expect(decideBeginning(onIdle, undefined, old, now)).toEqual({
      how: 'held',
      expiresAt: '2026-05-02T10:00:00.000Z',
    });
    expect(decideBeginning(onIdle, later, old, now)).toEqual({ how: 'held', expiresAt: later });
    expect(toSend({ ...onIdle, hard: true }, '1.6')).toEqual({ type: 'reset', when: 'now', hard: true });
  });

  it('that resets when idle is left to stations that can wait, and not kept for one that is away', () => {
    expect(decideBeginning(onIdle, undefined, { connected: true, ocppVersion: '2.0.1' }, now).how).toBe('at-once');
    expect(decideBeginning(onIdle, undefined, { connected: false, ocppVersion: '1.6' }, now).how).toBe('at-once');
    expect(decideBeginning({ ...onIdle, evseId: 1 }, undefined, old, now).how).toBe('at-once');
    expect(toSend(onIdle, '2.0.1')).toEqual(onIdle);
  });
});

describe('after an attempt, a command that waited', () => {
  it.each([['accepted'], ['rejected'], ['timeout'], ['unknown-outcome'], ['unsupported']] as const)(
    'has ended when the station may have got it: %s',
    (status) => {
      expect(decideAfterAttempt(later, ending(status), now)).toEqual({ how: 'ended', ending: ending(status) });
    },
  );

  it('waits again when nothing was done: no link, not accepted, no NATS', () => {
    for (const nothing of [ending('offline'), ending('rejected', 'NotAccepted'), ending('failed', 'NotSent')]) {
      expect(decideAfterAttempt(later, nothing, now)).toEqual({ how: 'again' });
      expect(decideAfterAttempt(now, nothing, now)).toEqual({ how: 'ended', ending: EXPIRED });
    }
  });

  it('without expiry is tried once, but what never left does not count', () => {
    expect(decideAfterAttempt(null, ending('offline'), now)).toEqual({ how: 'ended', ending: ending('offline') });
    expect(decideAfterAttempt(null, ending('failed', 'NotSent'), now)).toEqual({ how: 'again' });
  });
});
