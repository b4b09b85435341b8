import type { AuthorizationStatus } from '@chargebus/contracts';
import { accepted, take } from '../golden.fixture';

describe('Authorize', () => {
  it('TC_004_1_CSMS asks for the token and answers with the verdict, its group and its end', () => {
    const verdict = { ...accepted, groupId: 'FLEET', expiresAt: '2026-01-01T00:00:00.000Z' };
    const taken = take('Authorize', { idTag: 'D0431F35' }, { authorization: verdict });
    expect(taken).toEqual({
      remarks: [],
      question: { ask: 'authorize', request: { token: 'D0431F35', purpose: 'authorize' } },
      events: [{ kind: 'station.token.presented', data: { token: 'D0431F35', tokenType: 'rfid', verdict } }],
      answer: { idTagInfo: { expiryDate: '2026-01-01T00:00:00.000Z', parentIdTag: 'FLEET', status: 'Accepted' } },
    });
    expect(JSON.stringify(taken.answer)).toBe(
      '{"idTagInfo":{"expiryDate":"2026-01-01T00:00:00.000Z","parentIdTag":"FLEET","status":"Accepted"}}',
    );
  });

  it.each<[string, AuthorizationStatus, string]>([
    ['TC_023_1_CSMS an invalid token', 'invalid', 'Invalid'],
    ['TC_023_1_CSMS an unknown token', 'unknown', 'Invalid'],
    ['TC_023_2_CSMS an expired token', 'expired', 'Expired'],
    ['TC_023_3_CSMS a blocked token', 'blocked', 'Blocked'],
    ['a token that charges elsewhere', 'concurrent-tx', 'ConcurrentTx'],
    ['a token that may not charge here', 'not-at-this-location', 'Blocked'],
  ])('%s gets a word that 1.6 has', (_title, status, spelled) => {
    const { answer } = take('Authorize', { idTag: 'A' }, { authorization: { status, decidedBy: 'service' } });
    expect(answer).toEqual({ idTagInfo: { status: spelled } });
  });

  it('leaves out a group whose name is too long for 1.6 rather than cutting it', () => {
    const authorization = { ...accepted, groupId: 'a group of more than twenty' };
    expect(take('Authorize', { idTag: 'A' }, { authorization }).answer).toEqual({ idTagInfo: { status: 'Accepted' } });
  });

  it('takes control bytes out of the token and says so', () => {
    const { question, remarks } = take('Authorize', { idTag: 'AB\u0003C\r\n' }, { authorization: accepted });
    expect(question).toMatchObject({ request: { token: 'ABC' } });
    expect(remarks).toEqual(['control-bytes-in-id-tag']);
  });

  it('asks nobody about an empty token: it is Invalid', () => {
    expect(take('Authorize', { idTag: '' })).toEqual({
      remarks: ['id-tag-empty'],
      events: [],
      answer: { idTagInfo: { status: 'Invalid' } },
    });
  });

  it('asks for a token that is too long as it is, and for a number as its digits', () => {
    const long = take('Authorize', { idTag: 'x'.repeat(21) }, { authorization: accepted });
    expect(long).toMatchObject({ question: { request: { token: 'x'.repeat(21) } }, remarks: ['id-tag-too-long'] });
    expect(take('Authorize', { idTag: 5 })).toMatchObject({
      question: { request: { token: '5' } },
      remarks: ['id-tag-as-number'],
    });
  });

  it('is refused with 1.6 codes where its token cannot be read, and in strict mode where it does not fit', () => {
    expect(take('Authorize', {}).fault?.code).toBe('OccurenceConstraintViolation');
    expect(take('Authorize', { idTag: {} }).fault?.code).toBe('TypeConstraintViolation');
    expect(take('Authorize', ['A']).fault?.code).toBe('FormationViolation');
    expect(take('Authorize', { idTag: 5 }, {}, true).fault?.code).toBe('TypeConstraintViolation');
    expect(take('Authorize', { idTag: 'x'.repeat(21) }, {}, true).fault?.code).toBe('PropertyConstraintViolation');
  });
});
