import { z } from 'zod';
import { fromCursor, listQuery, toPage } from './paging';

const query = z.strictObject(listQuery);
const key = z.tuple([z.string(), z.int()]);

describe('paging', () => {
  it('gives 50 items unless told, and 500 at most', () => {
    expect(query.parse({}).limit).toBe(50);
    expect(query.parse({ limit: '500' }).limit).toBe(500);
    expect(query.safeParse({ limit: '501' }).success).toBe(false);
    expect(query.safeParse({ limit: '0' }).success).toBe(false);
  });

  it('names a next page only when a further row was found', () => {
    const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(toPage(rows, 3, (row) => row.id)).toEqual({ items: rows, nextCursor: null });
    const page = toPage(rows, 2, (row) => row.id);
    expect(page.items).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(fromCursor(page.nextCursor ?? undefined, z.string())).toBe('b');
  });

  it('gives an empty last page for no rows', () => {
    expect(toPage([], 2, () => 0)).toEqual({ items: [], nextCursor: null });
  });

  it('turns rows into items after it has taken their sort key', () => {
    const page = toPage(
      [{ n: 1 }, { n: 2 }],
      1,
      (row) => ['x', row.n],
      (row) => `item ${row.n}`,
    );
    expect(page.items).toEqual(['item 1']);
    expect(fromCursor(page.nextCursor ?? undefined, key)).toEqual(['x', 1]);
  });

  it('refuses a cursor that it did not make, naming the field', () => {
    for (const cursor of ['!!!', Buffer.from('{"a":1}').toString('base64url')]) {
      expect(() => fromCursor(cursor, key)).toThrow(
        expect.objectContaining({ status: 400, errors: [{ path: 'cursor', message: 'is not a cursor of this list' }] }),
      );
    }
  });

  it('begins at the first page without a cursor', () => {
    expect(fromCursor(undefined, key)).toBeUndefined();
  });
});
