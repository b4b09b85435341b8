const PARTS = /\d+|[a-z]+/g;

/**
 * Orders versions as people do: numbers by value, words by the alphabet, and a word before its release (`2.0-rc1` < `2.0`).
 * @returns negative where `a` is older, 0 where none is
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = comparePart(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A leading `v` says nothing. */
const partsOf = (version: string): (number | string)[] =>
  (
    version
      .toLowerCase()
      .replace(/^v(?=\d)/, '')
      .match(PARTS) ?? []
  ).map((part) => (/\d/.test(part) ? Number(part) : part));

type Part = number | string | undefined;
/** What is not there counts as 0: `1.2` is `1.2.0`. */
function comparePart(a: Part, b: Part): number {
  const [left, right] = [a ?? 0, b ?? 0];
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  return typeof left === 'string' ? -1 : 1;
}
