import { decideShare } from './share';

const share = (partitions: number, me: string, held: number[], others: Record<string, number[]>) =>
  decideShare(partitions, me, new Set(held), new Map(Object.entries({ [me]: held, ...others })));

describe('decideShare', () => {
  it('wants everything when alone', () => {
    expect(share(4, 'a', [], {})).toEqual({ quota: 4, release: [], want: [0, 1, 2, 3] });
  });

  it('gives up what is over the quota when another comes, and nothing else', () => {
    expect(share(5, 'a', [0, 1, 2, 3, 4], { b: [] })).toEqual({ quota: 3, release: [3, 4], want: [] });
    expect(share(5, 'b', [], { a: [0, 1, 2] })).toEqual({ quota: 2, release: [], want: [3, 4] });
  });

  it('leaves alone what others say they hold', () => {
    expect(share(4, 'b', [3], { a: [0, 2] }).want).toEqual([1]);
  });

  it.each([
    [16, 5],
    [16, 3],
    [4, 6],
    [1, 2],
  ])('gives quotas of %d partitions to %d replicas that differ by one at most and leave none over', (partitions, n) => {
    const ids = Array.from({ length: n }, (_, i) => `r${i}`);
    const all = Object.fromEntries(ids.map((id) => [id, [] as number[]]));
    const quotas = ids.map((id) => share(partitions, id, [], all).quota);
    expect(quotas.reduce((sum, quota) => sum + quota, 0)).toBe(partitions);
    expect(Math.max(...quotas) - Math.min(...quotas)).toBeLessThanOrEqual(1);
  });
});
