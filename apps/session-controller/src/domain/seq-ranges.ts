/** The report counters (2.x seqNo) seen so far, as closed ranges in order: `[[0, 41], [43, 60]]`. */
export type SeqRanges = [first: number, last: number][];

export function hasSeq(ranges: SeqRanges, seqNo: number): boolean {
  return ranges.some(([first, last]) => first <= seqNo && seqNo <= last);
}

/** The ranges with `seqNo` in them; neighbours grow together. */
export function addSeq(ranges: SeqRanges, seqNo: number): SeqRanges {
  if (hasSeq(ranges, seqNo)) return ranges;
  const sorted: SeqRanges = [...ranges, [seqNo, seqNo] as [number, number]].sort((a, b) => a[0] - b[0]);
  const merged: SeqRanges = [];
  for (const [first, last] of sorted) {
    const previous = merged.at(-1);
    if (previous !== undefined && previous[1] + 1 === first) previous[1] = last;
    else merged.push([first, last]);
  }
  return merged;
}

/** Whether counters between the first and the last are missing. */
export const hasGap = (ranges: SeqRanges): boolean => ranges.length > 1;
