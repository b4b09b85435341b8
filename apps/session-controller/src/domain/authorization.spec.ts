import { decideAuthorization } from './authorization';
import { decideRemoteStart, failReasonOf } from './remote-start';
import type { Token } from './token';

const now = '2026-03-01T10:00:00.000Z';
const known: Token = {
  id: '1',
  tenantId: 'default',
  uid: '00Ab',
  status: 'accepted',
  type: 'rfid',
  groupId: 'fleet',
  expiresAt: null,
  singleSession: false,
  allowedStations: null,
  allowedGroups: null,
  createdAt: now,
  updatedAt: now,
};
const ask = (o: Partial<Parameters<typeof decideAuthorization>[0]>) =>
  decideAuthorization({ token: '00AB', purpose: 'authorize', now, known, ...o });

describe('decideAuthorization', () => {
  it('accepts a known token and tells its group', () => {
    expect(ask({})).toEqual({ status: 'accepted', groupId: 'fleet' });
  });

  it('answers blocked, invalid, expired and unknown as such', () => {
    expect(ask({ known: { ...known, status: 'blocked' } }).status).toBe('blocked');
    expect(ask({ known: { ...known, status: 'invalid' } }).status).toBe('invalid');
    expect(ask({ known: { ...known, expiresAt: now } })).toMatchObject({ status: 'expired', expiresAt: now });
    expect(ask({ known: undefined })).toEqual({ status: 'unknown' });
  });

  it('lets a token charge where it is registered for: at a station, or at any of a group', () => {
    const here = { station: { id: 'CP-1', groups: ['depot'] } };
    const at = (
      allowedStations: string[] | null,
      allowedGroups: string[] | null,
      purpose: 'start' | 'stop' = 'start',
    ) => ask({ ...here, purpose, known: { ...known, allowedStations, allowedGroups } }).status;
    expect(at(['CP-2', 'CP-1'], null)).toBe('accepted');
    expect(at(['CP-2'], ['depot'])).toBe('accepted');
    expect(at(['CP-2'], null)).toBe('not-at-this-location');
    expect(at([], ['home'])).toBe('not-at-this-location');
    expect(at(['CP-2'], null, 'stop')).toBe('accepted');
    expect(ask({ ...here, known: { ...known, status: 'blocked', allowedStations: [] } }).status).toBe('blocked');
  });

  it('lets a start button (2.0.1 C02) start, unless it was registered and blocked', () => {
    const button = { token: 'NoAuthorization', tokenType: 'no-authorization', purpose: 'start' } as const;
    expect(ask({ ...button, known: undefined }).status).toBe('accepted');
    expect(ask({ ...button, known: { ...known, status: 'blocked' } }).status).toBe('blocked');
    expect(ask({ ...button, tokenType: 'central', known: undefined }).status).toBe('unknown');
  });

  it('lets the parent token stop what a token of its group started', () => {
    const running = [{ token: 'CARD', tokenGroupId: '00aB' }];
    expect(ask({ purpose: 'stop', running, known: { ...known, groupId: null } }).status).toBe('accepted');
    expect(ask({ purpose: 'stop', running, known: { ...known, uid: 'X', groupId: null } }).status).toBe('invalid');
  });

  it('lets several sessions of a token run unless it is set to one at a time', () => {
    const start = { purpose: 'start', otherSessionOpen: true } as const;
    expect(ask(start).status).toBe('accepted');
    expect(ask({ ...start, known: { ...known, singleSession: true } }).status).toBe('concurrent-tx');
    expect(ask({ purpose: 'authorize', otherSessionOpen: true, known: { ...known, singleSession: true } }).status).toBe(
      'accepted',
    );
  });

  it('lets the token that started a session stop it, whatever its status now', () => {
    const running = [{ token: '00ab', tokenGroupId: null }];
    expect(ask({ purpose: 'stop', running, known: { ...known, status: 'blocked' } }).status).toBe('accepted');
    expect(ask({ purpose: 'stop', running, known: undefined }).status).toBe('accepted');
  });

  it('lets another token stop it only if both are of one group', () => {
    expect(ask({ purpose: 'stop', running: [{ token: 'X', tokenGroupId: 'fleet' }] }).status).toBe('accepted');
    expect(ask({ purpose: 'stop', running: [{ token: 'X', tokenGroupId: 'other' }] }).status).toBe('invalid');
    expect(
      ask({ purpose: 'stop', running: [{ token: 'X', tokenGroupId: null }], known: { ...known, groupId: null } })
        .status,
    ).toBe('invalid');
  });
});

describe('decideRemoteStart', () => {
  const station = { registration: 'accepted' as const, evses: [1, 2] };

  it('lets it leave to an accepted station for a token that may charge', () => {
    expect(decideRemoteStart({ authorization: 'accepted', station, evseId: 2 })).toEqual({ ok: true });
  });

  it('names what stands against it', () => {
    const reasonOf = (o: Partial<Parameters<typeof decideRemoteStart>[0]>) =>
      decideRemoteStart({ authorization: 'accepted', station, ...o });
    expect(reasonOf({ authorization: 'blocked' })).toEqual({ ok: false, reason: 'token-blocked' });
    expect(reasonOf({ authorization: 'unknown' })).toEqual({ ok: false, reason: 'token-unknown' });
    expect(reasonOf({ station: { ...station, registration: 'pending' } })).toEqual({
      ok: false,
      reason: 'not-accepted',
    });
    expect(reasonOf({ evseId: 3 })).toEqual({ ok: false, reason: 'unknown-evse' });
  });

  it('fails the session only on answers that are final', () => {
    expect(failReasonOf('rejected')).toBe('rejected');
    expect(failReasonOf('offline')).toBe('offline');
    for (const status of ['accepted', 'timeout', 'unknown-outcome'] as const)
      expect(failReasonOf(status)).toBeUndefined();
  });
});
