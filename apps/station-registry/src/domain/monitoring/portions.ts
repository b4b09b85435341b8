/** What one request may hold. */
export interface PortionLimits {
  items: number;
  /** Of the whole request; null: no limit is known. */
  bytes: number | null;
}

/** The frame around the items: message type, id, action, braces. */
const FRAME_BYTES = 120;

/** Splits items into requests that a station can take: never an empty one, and one of its own for an item that is too large. */
export function inPortions<T>(items: readonly T[], limits: PortionLimits, bytesOf: (item: T) => number): T[][] {
  const portions: T[][] = [];
  let portion: T[] = [];
  let bytes = FRAME_BYTES;
  for (const item of items) {
    const size = bytesOf(item);
    const isFull = portion.length >= limits.items || bytes + size > (limits.bytes ?? Infinity);
    if (portion.length > 0 && isFull) {
      portions.push(portion);
      [portion, bytes] = [[], FRAME_BYTES];
    }
    portion.push(item);
    bytes += size;
  }
  if (portion.length > 0) portions.push(portion);
  return portions;
}

/** Two halves of what a station could not take at once. */
export function halves<T>(items: readonly T[]): [T[], T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
