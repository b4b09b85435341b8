import { IdleOffsets } from './idle-offsets';

const stream = (lastSeq: number, epoch = 'STATION@1') => ({ epoch, firstSeq: 1, lastSeq });

describe('IdleOffsets', () => {
  it('moves an idle partition to the end as it was a round ago, not to the end of now', () => {
    const idle = new IdleOffsets(0);
    expect(idle.stepsFor(new Map([[0, 5]]), new Map([[0, 5]]), stream(10))).toEqual([]);
    expect(idle.stepsFor(new Map([[0, 5]]), new Map([[0, 5]]), stream(20))).toEqual([
      { partition: 0, expected: 5, next: 10 },
    ]);
  });

  it('rule 8: never moves a partition past a record it has not read', () => {
    const idle = new IdleOffsets(0);
    const offsets = new Map([
      [0, 5],
      [1, 8],
      [2, 10],
    ]);
    idle.stepsFor(offsets, new Map(), stream(10));
    const ends = new Map([
      [0, 7], // unread
      [1, 0], // never anything
      [2, 10], // at the end already
    ]);
    expect(idle.stepsFor(offsets, ends, stream(12))).toEqual([{ partition: 1, expected: 8, next: 10 }]);
  });

  it('rule 8: forgets the end of a stream that was made again', () => {
    const idle = new IdleOffsets(0);
    idle.stepsFor(new Map([[0, 5]]), new Map([[0, 5]]), stream(10));
    expect(idle.stepsFor(new Map([[0, 0]]), new Map([[0, 0]]), stream(3, 'STATION@2'))).toEqual([]);
  });
});
