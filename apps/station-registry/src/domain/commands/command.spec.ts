import { publicStatus, retryable, toEnding, worstOf, type Ending, type EndedStatus } from './command';

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
