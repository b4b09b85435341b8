/** A span of time in ms since 1970, `to` not included. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Disjoint and in order: what the functions below return, and all but `union` take. */
export type Spans = readonly Interval[];

/** All of them as disjoint spans; empty and reversed ones are nothing. */
export function union(intervals: readonly Interval[]): Interval[] {
  const spans: { from: number; to: number }[] = [];
  const inOrder = intervals.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  for (const { from, to } of inOrder) {
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

/** The times that are in both. */
export function intersect(a: Spans, b: Spans): Interval[] {
  const both: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [left, right] = [a[i] as Interval, b[j] as Interval];
    const common = { from: Math.max(left.from, right.from), to: Math.min(left.to, right.to) };
    if (common.from < common.to) both.push(common);
    if (left.to < right.to) i++;
    else j++;
  }
  return both;
}

/** The times of `within` that are not in `spans`. */
export function gaps(spans: Spans, within: Interval): Interval[] {
  const found: Interval[] = [];
  let from = within.from;
  for (const span of intersect(spans, [within])) {
    if (from < span.from) found.push({ from, to: span.from });
    from = span.to;
  }
  if (from < within.to) found.push({ from, to: within.to });
  return found;
}

/** Milliseconds in all. */
export const lengthMs = (spans: Spans): number => spans.reduce((sum, { from, to }) => sum + (to - from), 0);
