import { decideRetryMs } from './webhook';

describe('decideRetryMs', () => {
  const rule = { baseMs: 1_000, maxAttempts: 30 };

  it('doubles the pause, takes up to half off at random, and stays under six hours', () => {
    expect([1, 2, 3, 4].map((attempts) => decideRetryMs(attempts, rule, 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect([1, 2, 3].map((attempts) => decideRetryMs(attempts, rule, 1))).toEqual([500, 1_000, 2_000]);
    expect(decideRetryMs(29, rule, 0)).toBe(6 * 3_600_000);
  });

  it('waits as long as the receiver asks, though not for ever, and gives up in the end', () => {
    expect(decideRetryMs(1, rule, 0, 60_000)).toBe(60_000);
    expect(decideRetryMs(1, rule, 0, 1e12)).toBe(6 * 3_600_000);
    expect(decideRetryMs(30, rule, 0)).toBeUndefined();
  });
});
