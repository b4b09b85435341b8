import { testDatabase, type TestDatabase } from '@chargebus/embedded-infra';
import type { DataSource } from 'typeorm';
import { bulkUpdate, bulkUpsert, differsOnlyIn, type BulkUpsert } from './bulk-upsert';
import { openDatabase } from './data-source';

describe('bulkUpsert', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const columns = { id: 'bigint', name: 'text', at: 'timestamptz', doc: 'jsonb', big: 'numeric' } as const;
  const upsert = (o: Partial<BulkUpsert> & Pick<BulkUpsert, 'rows'>) =>
    bulkUpsert(dataSource.manager, { table: 'item', columns, conflict: ['id'], ...o });
  const all = () => dataSource.query('SELECT * FROM item ORDER BY id');

  beforeAll(async () => {
    database = await testDatabase();
    dataSource = await openDatabase({
      url: database.url,
      schema: 'bulk',
      entities: [],
      migrations: [],
      applicationName: 'test',
    });
    await dataSource.query(
      'CREATE TABLE item (id bigint PRIMARY KEY, name text, at timestamptz, doc jsonb, big numeric)',
    );
  });
  beforeEach(() => dataSource.query('TRUNCATE item'));
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('writes values of every kind as they are', async () => {
    const rows = [
      { id: 1, name: `it's {"a", \\b} NULL`, at: '2026-01-01T00:00:00.123Z', doc: { list: [1, 'ü'] }, big: '1.50' },
      { id: 2, name: 'NULL', at: undefined, doc: 'a "text"', big: null },
      { id: 3, name: '', at: null, doc: [], big: '0' },
      {
        id: 4,
        name: 'a\ttab, a\nline, {}, \u{1F50C}',
        at: null,
        doc: { 'a "\\" key': 'a\nline \u2028' },
        big: '-1e-9',
      },
    ];
    await upsert({ rows });
    await expect(all()).resolves.toEqual([
      rows[0],
      { ...rows[1], at: null },
      rows[2],
      { ...rows[3], big: '-0.000000001' },
    ]);
  });

  it('writes long texts, documents and bytes as they are, beside NULLs and empty ones', async () => {
    await dataSource.query('CREATE TABLE long_item (id integer, body text, doc jsonb, raw bytea, tags text[])');
    const body = `{"a":"it's \\\\ ü \u{1F50C}"},`.repeat(500);
    const rows = [
      { id: 1, body, doc: { body }, raw: Buffer.from([0, 1, 34, 92, 255]) },
      { id: 2, body: null, doc: null, raw: null },
      { id: 3, body: '', doc: '', raw: Buffer.alloc(0) },
    ];
    const types = { id: 'integer', body: 'text', doc: 'jsonb', raw: 'bytea' } as const;
    await bulkUpsert(dataSource.manager, { table: 'long_item', columns: types, rows });
    // Lists in the parameters of any other statement, too.
    const tags = [['a "b"', '\\', null, 'NULL', ''], []];
    for (const [n, list] of tags.entries())
      await dataSource.query('UPDATE long_item SET tags = $1::text[] WHERE id = ANY($2::integer[])', [
        list,
        [n + 1, 9],
      ]);
    await expect(dataSource.query('SELECT * FROM long_item ORDER BY id')).resolves.toEqual(
      rows.map((row, n) => ({ ...row, tags: tags[n] ?? null })),
    );
  });

  it('updates what is there, only the columns asked for, or nothing', async () => {
    await upsert({ rows: [{ id: 1, name: 'old', big: '1' }] });
    await upsert({ rows: [{ id: 1, name: 'new', big: '2' }], update: ['name'] });
    await upsert({ rows: [{ id: 1, name: 'newest', big: '3' }], update: 'nothing' });
    await expect(all()).resolves.toMatchObject([{ name: 'new', big: '1' }]);
  });

  it('lets the last of several rows with one key win, across statements too', async () => {
    const rows = Array.from({ length: 1_501 }, (_, i) => ({ id: i % 700, name: `v${i}` }));
    await upsert({ rows });
    const written: { id: number; name: string }[] = await all();
    expect(written).toHaveLength(700);
    expect(written[100]!.name).toBe('v1500');
    expect(written[101]!.name).toBe('v801');
  });

  it('refuses a duplicate when no conflict is named', async () => {
    await upsert({ rows: [{ id: 1 }] });
    await expect(
      bulkUpsert(dataSource.manager, { table: 'item', columns: { id: 'bigint' }, rows: [{ id: 1 }] }),
    ).rejects.toThrow('duplicate key');
  });

  it('does nothing for no rows', async () => {
    await upsert({ rows: [] });
    expect(await all()).toEqual([]);
  });

  it('updates only what is named of rows that are there, and makes none', async () => {
    await upsert({ rows: [1, 2, 3].map((id) => ({ id, name: `old ${id}`, doc: { id }, big: '1' })) });
    await bulkUpdate(dataSource.manager, {
      table: 'item',
      key: { id: 'bigint' },
      columns: { name: 'text', doc: 'jsonb' },
      rows: [{ id: 1, name: 'first' }, { id: 3, name: 'new', doc: null }, { id: 1, name: 'last', doc: [1] }, { id: 4 }],
    });
    await expect(all()).resolves.toMatchObject([
      { id: 1, name: 'last', doc: [1], big: '1' },
      { id: 2, name: 'old 2', doc: { id: 2 }, big: '1' },
      { id: 3, name: 'new', doc: null, big: '1' },
    ]);
  });

  it('knows what else changed than the columns to be updated', () => {
    const isMeasured = differsOnlyIn<object>({ energy_wh: 'bigint', power: 'numeric' });
    const before = { id: 1, energyWh: 2, power: 3, labels: ['a'] };
    expect(isMeasured(before, { ...before, energyWh: 4, power: null })).toBe(true);
    expect(isMeasured(before, { ...before, id: 5 })).toBe(false);
    expect(isMeasured(before, { ...before, labels: ['a'] })).toBe(false);
  });
});
