import type { AuthorizationStatus, TokenType } from '@chargebus/contracts';
import { accepted, take } from '../golden.fixture';

const shown = (idToken: string, type: string) => ({ idToken: { idToken, type } });

describe('Authorize', () => {
  it('TC_C_39_CSMS asks for the token, reports it with its verdict, and tells the station of its group', () => {
    const verdict = { ...accepted, groupId: 'G1', expiresAt: '2026-01-01T00:00:00.000Z' };
    expect(take('Authorize', shown('TAG1', 'ISO14443'), { authorization: verdict })).toEqual({
      remarks: [],
      question: { ask: 'authorize', request: { token: 'TAG1', tokenType: 'rfid', purpose: 'authorize' } },
      events: [{ kind: 'station.token.presented', data: { token: 'TAG1', tokenType: 'rfid', verdict } }],
      answer: {
        idTokenInfo: {
          status: 'Accepted',
          cacheExpiryDateTime: '2026-01-01T00:00:00.000Z',
          groupIdToken: { idToken: 'G1', type: 'Central' },
        },
      },
    });
  });

  it.each<[string, AuthorizationStatus, string]>([
    ['TC_C_02_CSMS an unknown token', 'unknown', 'Unknown'],
    ['TC_C_02_CSMS an invalid token', 'invalid', 'Invalid'],
    ['TC_C_06_CSMS a blocked token', 'blocked', 'Blocked'],
    ['TC_C_06_CSMS a token of another location', 'not-at-this-location', 'NotAtThisLocation'],
    ['TC_C_07_CSMS an expired token', 'expired', 'Expired'],
    ['a token that charges elsewhere', 'concurrent-tx', 'ConcurrentTx'],
  ])('%s is told so in the words of 2.0.1', (_title, status, word) => {
    const { answer } = take('Authorize', shown('T', 'Local'), { authorization: { status, decidedBy: 'service' } });
    expect(answer).toEqual({ idTokenInfo: { status: word } });
  });

  it.each<[string, TokenType]>([
    ['Central', 'central'],
    ['eMAID', 'emaid'],
    ['ISO14443', 'rfid'],
    ['ISO15693', 'iso15693'],
    ['KeyCode', 'key-code'],
    ['Local', 'local'],
    ['MacAddress', 'mac-address'],
    ['NoAuthorization', 'no-authorization'],
  ])('knows the token type %s', (type, tokenType) => {
    const taken = take('Authorize', shown('T', type), { authorization: accepted });
    expect(taken.question?.request).toMatchObject({ token: 'T', tokenType });
    expect(taken.remarks).toEqual([]);
  });

  it('asks for a start button too, which shows no token', () => {
    const taken = take('Authorize', shown('', 'NoAuthorization'), { authorization: accepted });
    expect(taken.question?.request).toEqual({
      token: 'NoAuthorization',
      tokenType: 'no-authorization',
      purpose: 'authorize',
    });
    expect(taken.remarks).toEqual([]);
    expect(taken.answer).toEqual({ idTokenInfo: { status: 'Accepted' } });
  });

  it('asks for no token that has no text', () => {
    expect(take('Authorize', shown('', 'ISO14443'))).toEqual({
      remarks: ['id-token-empty'],
      events: [],
      answer: { idTokenInfo: { status: 'Invalid' } },
    });
  });

  it('does not vouch for a contract certificate that nobody can check', () => {
    const { answer } = take(
      'Authorize',
      { ...shown('DE-ABC-C1', 'eMAID'), certificate: 'PEM' },
      { authorization: accepted },
    );
    expect(answer).toEqual({
      idTokenInfo: { status: 'Accepted' },
      certificateStatus: 'NoCertificateAvailable',
    });
  });

  it('takes odd tokens: control bytes, numbers, text alone, words of 2.1, what is too long', () => {
    const of = (idToken: unknown) => {
      const { question, remarks } = take('Authorize', { idToken }, { authorization: accepted });
      return [(question?.request as { token?: string } | undefined)?.token, remarks];
    };
    expect(of({ idToken: 'TA\u0002G', type: 'ISO14443' })).toEqual(['TAG', ['control-bytes-in-id-token']]);
    expect(of({ idToken: 12, type: 'ISO14443' })).toEqual(['12', ['id-token-as-number']]);
    expect(of('TAG')).toEqual(['TAG', ['id-token-as-text']]);
    expect(of({ idToken: 'V', type: 'VIN' })).toEqual(['V', ['id-token-type-unknown']]);
    expect(of({ idToken: 'V' })).toEqual(['V', ['id-token-type-unknown']]);
    expect(of({ idToken: 'x'.repeat(300), type: 'Local' })).toEqual(['x'.repeat(255), ['id-token-too-long']]);
    expect(of({ idToken: 'V', type: 'Local', additionalInfo: [{}] })).toEqual(['V', ['unreadable-property']]);
  });

  it('leaves out a group whose name 2.0.1 cannot hold', () => {
    const { answer } = take('Authorize', shown('T', 'Local'), {
      authorization: { ...accepted, groupId: 'g'.repeat(37) },
    });
    expect(answer).toEqual({ idTokenInfo: { status: 'Accepted' } });
  });
});
