import { TokenBuckets } from './token-buckets';

describe('TokenBuckets', () => {
  it('lets a burst pass, then as many as come back each second', () => {
    const buckets = new TokenBuckets({ perSecond: 2, burst: 3 });
    expect([1, 2, 3, 4].map(() => buckets.take('a', 0))).toEqual([true, true, true, false]);
    expect(buckets.secondsUntilNext('a', 0)).toBe(1);
    expect(buckets.take('a', 499)).toBe(false);
    expect(buckets.take('a', 500)).toBe(true);
    expect([1, 2, 3, 4].map(() => buckets.take('a', 60_000))).toEqual([true, true, true, false]);
  });

  it('keeps one key from spending the tokens of another', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    expect(buckets.take('a', 0)).toBe(true);
    expect(buckets.take('a', 0)).toBe(false);
    expect(buckets.take('b', 0)).toBe(true);
  });

  it('charges what was worse than an attempt, with a debt of one burst at most', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 10 });
    for (let i = 0; i < 5; i++) buckets.charge('a', 0, 10);
    expect(buckets.secondsUntilNext('a', 0)).toBe(11);
    expect(buckets.take('a', 10_000)).toBe(false);
    expect(buckets.take('a', 11_000)).toBe(true);
  });

  it('forgets the least used keys rather than grow', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 }, 100);
    for (let i = 0; i < 1_000; i++) buckets.take(`key ${i}`, 0);
    expect(buckets.size).toBe(100);
  });
});
