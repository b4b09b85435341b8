import { ByteRate, sliceOf, takeFromAll } from './byte-rate';

const KB = 1024;

/** Sends slices, each as soon as it may go, and says when each went, in milliseconds. */
function send(rates: ByteRate[], slices: number, sliceBytes: number, startMs = 1_000_000): number[] {
  let nowMs = startMs;
  return Array.from({ length: slices }, () => {
    nowMs += takeFromAll(rates, sliceBytes, nowMs);
    return nowMs - startMs;
  });
}

describe('a byte rate', () => {
  it('lets a quarter of a second go at once and the rest evenly', () => {
    expect(send([new ByteRate(100 * KB)], 5, 25 * KB)).toEqual([0, 250, 500, 750, 1_000]);
  });

  it('does not save up what was not taken', () => {
    const rate = new ByteRate(100 * KB);
    rate.take(100 * KB, 1_000_000);
    expect(send([rate], 3, 25 * KB, 1_060_000)).toEqual([0, 250, 500]);
  });

  it('is shared: two links of a rollout together are as slow as the rollout', () => {
    const rollout = new ByteRate(100 * KB);
    const went = [0, 1, 2, 3].map(() => [rollout.take(25 * KB, 1_000_000), rollout.take(25 * KB, 1_000_000)]);
    expect(went.flat()).toEqual([0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);
  });

  it('holds together with others: the slowest decides, and no other is overdrawn', () => {
    const [link, rollout] = [new ByteRate(50 * KB), new ByteRate(400 * KB)];
    expect(send([link, rollout], 4, 12.5 * KB)).toEqual([0, 250, 500, 750]);
    expect(rollout.take(100 * KB, 1_000_750)).toBe(0);
  });

  it('changes from the next bytes on', () => {
    const rate = new ByteRate(100 * KB);
    rate.take(50 * KB, 1_000_000);
    rate.change(50 * KB);
    expect(rate.take(50 * KB, 1_000_000)).toBe(250 + 1_000);
  });

  it('is taken in slices that let others have their turn, and without a rate there are none', () => {
    expect(sliceOf([new ByteRate(400 * KB), new ByteRate(100 * KB)])).toBe(25 * KB);
    expect(sliceOf([new ByteRate(KB)])).toBe(KB);
    expect([sliceOf([]), takeFromAll([], KB, 1_000)]).toEqual([Infinity, 0]);
  });
});
