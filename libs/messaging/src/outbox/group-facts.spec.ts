import { groupFacts, joinKinds } from './group-facts';

const row = (id: number, partition: number, bytes = 10, kinds = 'a') => ({
  ...{ id, key: `key-${id}`, partition, kinds, facts: 1 },
  body: `"${'x'.repeat(bytes - 2)}"`,
});

describe('groupFacts', () => {
  it('groups rows per partition in their order', () => {
    const groups = groupFacts([row(1, 0), row(2, 1), row(3, 0)]);
    expect([...groups].map(([partition, records]) => [partition, records.map((record) => record.ids)])).toEqual([
      [0, [[1, 3]]],
      [1, [[2]]],
    ]);
    expect(JSON.parse(groups.get(0)![0]!.payload)).toEqual({
      v: 1,
      rows: [
        ['key-1', 1],
        ['key-3', 1],
      ],
      events: ['xxxxxxxx', 'xxxxxxxx'],
    });
  });

  it('closes a record at 500 facts and before 256 KiB; a larger fact is a record of its own', () => {
    const many = groupFacts(Array.from({ length: 1_001 }, (_, i) => row(i, 0))).get(0)!;
    expect(many.map((record) => record.ids.length)).toEqual([500, 500, 1]);
    const large = groupFacts([row(1, 0, 200_000), row(2, 0, 100_000), row(3, 0, 300_000), row(4, 0)]).get(0)!;
    expect(large.map((record) => record.ids)).toEqual([[1], [2], [3], [4]]);
  });

  it('counts the facts of rows that hold several, and names the kinds of a record once each', () => {
    const several = (id: number, kinds: string) => ({ ...row(id, 0, 10, kinds), facts: 200 });
    const records = groupFacts([several(1, 'a,b'), several(2, 'b,c'), several(3, 'd')]).get(0)!;
    expect(records.map(({ ids, kinds }) => [ids, kinds])).toEqual([
      [[1, 2], 'a,b,c'],
      [[3], 'd'],
    ]);
    expect(joinKinds('a', 'a')).toBe('a');
  });

  it('names a record by its content', () => {
    const id = (rows: ReturnType<typeof row>[]) => groupFacts(rows).get(0)![0]!.messageId;
    expect(id([row(1, 0)])).toBe(id([row(1, 0)]));
    expect(id([row(1, 0)])).not.toBe(id([row(9, 0)]));
    expect(id([row(1, 0)])).not.toBe(id([row(1, 0), row(2, 0)]));
  });
});
