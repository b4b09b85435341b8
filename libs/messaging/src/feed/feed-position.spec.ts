import { decideResume, fromFeedId, isAfter, toFeedId } from './feed-position';

const stream = { epoch: 'FACT@1700000000000', firstSeq: 10, lastSeq: 20 };
const at = (seq: number, index?: number) => ({
  created: 1_700_000_000_000,
  seq,
  ...(index !== undefined && { index }),
});

describe('a place in the stream of facts', () => {
  it('is the same in an id and out of it, and what is no id is none', () => {
    for (const position of [at(12), at(12, 0), at(12, 499)]) expect(fromFeedId(toFeedId(position))).toEqual(position);
    expect(['', '12', 'a-b', '1-2-3-4', '1-2-', '99999999999999999-1'].map(fromFeedId)).toEqual(
      Array(6).fill(undefined),
    );
  });

  it('is before the next fact of its record, or after the whole record', () => {
    expect([isAfter(at(12, 3), 12, 3), isAfter(at(12, 3), 12, 4), isAfter(at(12, 3), 13, 0)]).toEqual([
      false,
      true,
      true,
    ]);
    expect([isAfter(at(12), 12, 400), isAfter(at(12), 13, 0)]).toEqual([false, true]);
  });

  it('resumes where it was left, else says why it does not', () => {
    expect(decideResume(undefined, stream)).toEqual({ from: at(20) });
    for (const kept of [at(9), at(10, 0), at(15), at(20)]) expect(decideResume(kept, stream)).toEqual({ from: kept });
    expect(decideResume(at(8), stream)).toEqual({ from: at(9), gap: 'older-than-retention' });
    expect(decideResume(at(9, 2), stream)).toEqual({ from: at(9), gap: 'older-than-retention' });
    expect(decideResume(at(21), stream)).toEqual({ from: at(20), gap: 'ahead-of-stream' });
    expect(decideResume({ created: 5, seq: 12 }, stream)).toEqual({ from: at(9), gap: 'another-stream' });
  });
});
