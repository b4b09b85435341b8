import { openDatabase } from '@chargebus/database';
import { testDatabase } from '@chargebus/embedded-infra';
import { streamExport } from './stream-export';

describe('streamExport', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let dataSource: Awaited<ReturnType<typeof openDatabase>>;
  let pages = 0;
  const endless = () =>
    streamExport(dataSource, 'default', async function* (em) {
      for (;;) {
        const [row] = await em.query<{ text: string }[]>(`SELECT repeat('x', 100000) AS text`);
        pages++;
        yield row?.text ?? '';
      }
    });
  const inTransaction = async (): Promise<number> => {
    const [row] = await dataSource.query<{ n: number }[]>(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    return row?.n ?? 0;
  };

  beforeAll(async () => {
    database = await testDatabase();
    const options = { schema: 'export', entities: [], migrations: [], applicationName: 'spec' };
    dataSource = await openDatabase({ ...options, url: database.url });
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  it('reads no further than its client takes, and gives its connection back when the client goes away', async () => {
    const [read, unread] = [await endless(), await endless()];
    await expect(endless()).rejects.toMatchObject({ status: 503 });
    expect(await inTransaction()).toBe(2);
    await new Promise((resolve) => read.once('readable', resolve));
    for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
    expect(pages).toBeLessThan(6);
    for (const stream of [read, unread]) {
      const closed = new Promise((resolve) => stream.once('close', resolve));
      stream.destroy();
      await closed;
    }
    for (const deadline = Date.now() + 5_000; (await inTransaction()) > 0 && Date.now() < deadline;);
    expect(await inTransaction()).toBe(0);
    const again = await endless();
    again.destroy();
  });

  it('writes nothing, and tells a first page that fails before anything is sent', async () => {
    const broken = streamExport(dataSource, 'default', async function* (em) {
      await em.query('CREATE TABLE x ()');
      yield '';
    });
    await expect(broken).rejects.toThrow('read-only transaction');
  });
});
