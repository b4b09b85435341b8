import { GatheredLookup } from './gathered-lookup';

/** A lookup whose queries end when the test says so. */
function heldLookup() {
  const queries: { keys: number[]; end: (error?: Error) => void }[] = [];
  const lookup = new GatheredLookup<number, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        queries.push({ keys, end: (error) => (error ? reject(error) : resolve(keys.map((key) => `value ${key}`))) });
      }),
  );
  return { lookup, queries };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('GatheredLookup', () => {
  it('asks a lone question at once, and what comes meanwhile together', async () => {
    const { lookup, queries } = heldLookup();
    const answers = [1, 2, 3].map((key) => lookup.find(key));
    expect(queries.map(({ keys }) => keys)).toEqual([[1]]);
    queries[0]?.end();
    await turn();
    expect(queries.map(({ keys }) => keys)).toEqual([[1], [2, 3]]);
    queries[1]?.end();
    expect(await Promise.all(answers)).toEqual(['value 1', 'value 2', 'value 3']);
  });

  it('fails only the questions of the query that failed', async () => {
    const { lookup, queries } = heldLookup();
    const [first, second] = [lookup.find(1), lookup.find(2)];
    queries[0]?.end(new Error('away'));
    await expect(first).rejects.toThrow('away');
    queries[1]?.end();
    expect(await second).toBe('value 2');
  });

  it('remembers nothing', async () => {
    const { lookup, queries } = heldLookup();
    for (const n of [0, 1]) {
      const answer = lookup.find(7);
      queries[n]?.end();
      expect(await answer).toBe('value 7');
      await turn();
    }
    expect(queries).toHaveLength(2);
  });
});
