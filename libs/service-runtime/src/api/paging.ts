import { z } from 'zod';
import { badRequest } from '../problems/problem';

/**
 * The fields every list query has; spread them into a strict object:
 * `class ListStations extends createZodDto(z.strictObject({ ...listQuery, tag: z.string().optional() })) {}`
 */
export const listQuery = {
  limit: z.coerce.number<string>().int().min(1).max(500).default(50).describe('How many items at most.'),
  cursor: z.string().max(500).optional().describe('`nextCursor` of the page before.'),
};

/** `true` or `false` in a query string. */
export const queryFlag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/**
 * The page made of rows that were selected with `LIMIT limit + 1`: the extra row tells that there is a next page.
 * @param cursorOf - the sort key of a row, anything JSON can hold; the next page begins after it
 */
export function toPage<R, T = R>(
  rows: readonly R[],
  limit: number,
  cursorOf: (row: R) => unknown,
  toItem?: (row: R) => T,
): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const items = toItem === undefined ? (kept as unknown as T[]) : kept.map(toItem);
  return { items, nextCursor: rows.length > limit && last !== undefined ? toCursor(cursorOf(last)) : null };
}

/** The same for rows that are items already. */
export function toCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * The sort key in a cursor, undefined when there is none: the first page.
 * @throws Problem 400 naming `cursor` when it was not made by `toPage` or holds something else than `schema`.
 */
export function fromCursor<S extends z.ZodType>(cursor: string | undefined, schema: S): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const read = schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    if (read.success) return read.data;
  } catch {
    // Not JSON: the same fault.
  }
  throw badRequest([{ path: 'cursor', message: 'is not a cursor of this list' }]);
}
