import { publicStatus, retryable, toEnding, worstOf, type Ending, type EndedStatus } from './command';
import { redact } from './redaction';

const ending = (status: EndedStatus): Ending => ({ status, response: null, error: null });

describe('the status of a command', () => {
  it.each(['offline', 'timeout', 'unknown-outcome'] as const)('%s may be tried again', (status) => {
    expect(retryable(status)).toBe(true);
  });

  it.each(['running', 'accepted', 'rejected', 'unsupported', 'queued', 'expired', 'invalid'] as const)(
    '%s is not worth trying again',
    (status) => {
      expect(retryable(status)).toBe(false);
    },
  );

  it('is "failed" in the API for a call that its schema refused', () => {
    const { status } = toEnding({ status: 'invalid', error: { code: 'FormationViolation', description: 'x' } });
    expect(status).toBe('invalid');
    expect(publicStatus(status)).toBe('failed');
  });

  it('of several steps is that of the first one that was not accepted', () => {
    expect(worstOf([ending('accepted'), ending('accepted')])).toBe('accepted');
    expect(worstOf([ending('accepted'), ending('rejected'), ending('failed')])).toBe('rejected');
  });
});

describe('what the ledger keeps', () => {
  it('hides secrets, in neutral commands and in raw calls', () => {
    expect(redact({ key: 'AuthorizationKey', value: 'AABB' })).toEqual({ key: 'AuthorizationKey', value: '(hidden)' });
    const raw = { payload: { setVariableData: [{ variable: { name: 'BasicAuthPassword' }, attributeValue: 'x' }] } };
    expect(JSON.stringify(redact(raw))).toContain('"attributeValue":"(hidden)"');
  });

  it('leaves everything else as it is', () => {
    const plain = { key: 'HeartbeatInterval', value: '300', list: [1, null, { a: true }] };
    expect(redact(plain)).toEqual(plain);
  });
});
