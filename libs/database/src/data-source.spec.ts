import { testDatabase, testPostgres, type EmbeddedServer, type TestDatabase } from '@chargebus/embedded-infra';
import { Column, Entity, PrimaryColumn, type DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { createDataSource, openDatabase } from './data-source';
import { isOutage } from './outage';
import { inOneStatement, inTenant } from './tenant';
import { together } from './together';

/** Children of a killed server may outlive it for a moment and refuse its successor. */
async function restartKilled(server: EmbeddedServer): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await server.restart();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

@Entity('meter')
class Meter {
  @PrimaryColumn('text') id!: string;
  @Column('timestamptz') readAt!: string;
  @Column('bigint') energyWh!: number;
  @Column('numeric') price!: string;
  @Column('timestamptz', { nullable: true }) closedAt!: string | null;
}

class Meters1700000000000 implements MigrationInterface {
  readonly name = 'Meters1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    // Slow enough that replicas meet, and not repeatable.
    await runner.query('SELECT pg_sleep(0.2)');
    await runner.query(
      `CREATE TABLE meter (id text PRIMARY KEY, "readAt" timestamptz NOT NULL, "energyWh" bigint NOT NULL,
        price numeric NOT NULL, "closedAt" timestamptz)`,
    );
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE meter');
  }
}

const options = (url: string, schema = 'metering') => ({
  url,
  schema,
  entities: [Meter],
  migrations: [Meters1700000000000],
  applicationName: 'test',
});

describe('openDatabase', () => {
  let database: TestDatabase;
  const opened: DataSource[] = [];
  const open = async (schema?: string) => {
    const dataSource = await openDatabase(options(database.url, schema));
    opened.push(dataSource);
    return dataSource;
  };

  beforeAll(async () => (database = await testDatabase()));
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((dataSource) => dataSource.destroy()));
  });
  afterAll(() => database.drop());

  it('migrates once when several replicas start at the same time', async () => {
    const replicas = await Promise.all([open(), open(), open()]);
    for (const replica of replicas)
      await expect(replica.query('SELECT count(*) AS n FROM migration')).resolves.toEqual([{ n: 1 }]);
  });

  it('keeps services apart by schema, with tables named bare', async () => {
    const [one, two] = await Promise.all([open('one'), open('two')]);
    await one.query(`INSERT INTO meter VALUES ('a', now(), 1, 1)`);
    await expect(two.query('SELECT * FROM meter')).resolves.toEqual([]);
    await expect(one.query('SELECT current_schema() AS schema')).resolves.toEqual([{ schema: 'one' }]);
  });

  it('gives timestamptz as ISO text with milliseconds, bigint as number and numeric as text, in SQL and in entities', async () => {
    const dataSource = await open('types');
    await dataSource
      .getRepository(Meter)
      .insert({ id: 'm', readAt: '2026-03-01T10:00:00.5Z', energyWh: 12_345_678_901, price: '0.350' });
    const entity = await dataSource.getRepository(Meter).findOneByOrFail({ id: 'm' });
    expect({ ...entity }).toEqual({
      id: 'm',
      readAt: '2026-03-01T10:00:00.500Z',
      energyWh: 12_345_678_901,
      price: '0.350',
      closedAt: null,
    });
    const [row] = await dataSource.query(
      `SELECT "readAt", "energyWh", '2026-03-01T10:00:00.123987+02'::timestamptz AS cut, ARRAY[1::bigint, NULL] AS list,
         '-infinity'::timestamptz AS never FROM meter`,
    );
    expect(row).toEqual({
      readAt: '2026-03-01T10:00:00.500Z',
      energyWh: 12_345_678_901,
      cut: '2026-03-01T08:00:00.123Z',
      list: [1, null],
      never: '-infinity',
    });
  });

  it('saves a loaded entity without touching its unchanged times', async () => {
    const dataSource = await open('types');
    const meters = dataSource.getRepository(Meter);
    await meters.upsert({ id: 'm', readAt: '2026-03-01T10:00:00.500Z', energyWh: 1, price: '1' }, ['id']);
    const meter = await meters.findOneByOrFail({ id: 'm' });
    meter.closedAt = '2026-03-02T00:00:00.000Z';
    await meters.save(meter);
    await expect(meters.findOneByOrFail({ id: 'm' })).resolves.toMatchObject({
      readAt: '2026-03-01T10:00:00.500Z',
      closedAt: '2026-03-02T00:00:00.000Z',
    });
  });

  it('refuses a bigint that no number holds exactly', async () => {
    const dataSource = await open('types');
    const query = dataSource.query('SELECT 9007199254740993::bigint AS n');
    await expect(query).rejects.toThrow('beyond 2^53');
    await query.catch((error) => expect(isOutage(error)).toBe(false));
    await expect(dataSource.query('SELECT 1 AS n')).resolves.toEqual([{ n: 1 }]);
  });

  it('sets the tenant for one transaction and not beyond it', async () => {
    const dataSource = await openDatabase({ ...options(database.url, 'types'), poolSize: 1 });
    opened.push(dataSource);
    const tenant = () => dataSource.query(`SELECT current_setting('app.tenant_id', true) AS id`);
    await inTenant(dataSource, 'acme', async (em) => {
      expect(await em.query(`SELECT current_setting('app.tenant_id') AS id`)).toEqual([{ id: 'acme' }]);
    });
    expect((await tenant())[0].id || null).toBeNull();
    await expect(
      inTenant(dataSource, 'acme', async (em) => {
        await em.query(`INSERT INTO meter VALUES ('rolled-back', now(), 1, 1)`);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await dataSource.query(`SELECT 1 FROM meter WHERE id = 'rolled-back'`)).toEqual([]);
  });

  it('prepares what is asked again and again, once a connection, and goes on after its table was altered', async () => {
    const dataSource = await openDatabase({ ...options(database.url, 'prepared'), poolSize: 1 });
    opened.push(dataSource);
    const ask = () => dataSource.query('SELECT * FROM meter WHERE id = $1', ['m']);
    const prepared = (): Promise<{ times: number }[]> =>
      dataSource.query(
        `SELECT generic_plans + custom_plans AS times FROM pg_prepared_statements WHERE statement LIKE 'SELECT * FROM meter%'`,
      );
    for (let n = 0; n < 4; n++) await ask();
    expect(await prepared()).toEqual([]);
    for (let n = 0; n < 3; n++) await ask();
    expect(await prepared()).toEqual([{ times: 3 }]);

    await dataSource.query('ALTER TABLE meter ADD COLUMN place text');
    const stale = await ask().catch((error: unknown) => error);
    expect(stale).toMatchObject({ message: 'cached plan must not change result type' });
    expect(isOutage(stale)).toBe(true);
    await expect(ask()).resolves.toEqual([]);
  });

  it('undoes all that a transaction asked at the same time when a part of it fails, also what goes on meanwhile', async () => {
    const dataSource = await openDatabase({ ...options(database.url, 'types'), poolSize: 1 });
    opened.push(dataSource);
    const both = inTenant(dataSource, 'acme', async (em) => {
      const inTurn = async () => {
        for (let n = 0; n < 4; n++) await em.query(`INSERT INTO meter VALUES ($1, now(), 1, 1)`, [`together-${n}`]);
      };
      return together([inTurn(), em.query('SELECT 1 / $1::integer', [0]), em.query('SELECT 2 AS two')]);
    });
    await expect(both).rejects.toThrow('division by zero');
    await expect(together([Promise.resolve(1), 'two'])).resolves.toEqual([1, 'two']);
    expect(await dataSource.query(`SELECT id FROM meter WHERE id LIKE 'together-%'`)).toEqual([]);
  });

  it('sets the tenant within a single statement, which commits by itself', async () => {
    const dataSource = await openDatabase({ ...options(database.url, 'types'), poolSize: 1 });
    opened.push(dataSource);
    const write = (id: string, energyWh: number) =>
      inOneStatement<{ id: string }>(
        dataSource,
        'acme',
        `written AS (INSERT INTO meter SELECT $2 || current_setting('app.tenant_id'), now(), $3, 1
           FROM tenant WHERE tenant.id = 'acme' RETURNING id) SELECT id FROM written`,
        [id, energyWh],
      );
    expect([await write('a-', 1), await write('b-', 2)]).toEqual([[{ id: 'a-acme' }], [{ id: 'b-acme' }]]);
    const [after] = await dataSource.query(`SELECT current_setting('app.tenant_id', true) AS tenant,
      (SELECT count(*) FROM meter WHERE id LIKE '%-acme') AS meters`);
    expect(after).toEqual({ tenant: '', meters: 2 });
    await expect(write('a-', 1)).rejects.toThrow('duplicate key');
    await expect(write('c-', 1)).resolves.toEqual([{ id: 'c-acme' }]);
  });

  it('refuses a schema name that would need quoting', () => {
    expect(() => createDataSource(options(database.url, 'a; drop'))).toThrow(RangeError);
  });
});

describe('a database that goes away', () => {
  it('fails statements as outages, breaks nothing else, and serves again when the server is back', async () => {
    const server = await testPostgres();
    const dataSource = await openDatabase(options(server.url));
    try {
      await Promise.all([dataSource.query('SELECT 1'), dataSource.query('SELECT 2')]); // idle connections to be dropped
      const running = [
        dataSource.transaction(async (em) => em.query('SELECT pg_sleep(20)')),
        inOneStatement(dataSource, 'acme', 'slept AS (SELECT pg_sleep(20)) SELECT * FROM slept', []),
      ].map((statement) =>
        statement.then(
          () => undefined,
          (error: unknown) => error,
        ),
      );
      server.kill('SIGKILL');
      expect((await Promise.all(running)).map(isOutage)).toEqual([true, true]);
      const refused = await dataSource.query('SELECT 1').then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(isOutage(refused)).toBe(true);
      await restartKilled(server);
      await expect(dataSource.query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    } finally {
      await dataSource.destroy();
      await server.stop();
    }
  });

  it('is waited for at the start', async () => {
    const server = await testPostgres();
    try {
      server.kill('SIGKILL');
      const opening = openDatabase(options(server.url));
      await restartKilled(server);
      const dataSource = await opening;
      await expect(dataSource.query('SELECT count(*) AS n FROM meter')).resolves.toEqual([{ n: 0 }]);
      await dataSource.destroy();
      await server.stop();
      await expect(openDatabase({ ...options(server.url), patienceMs: 300 })).rejects.toThrow('ECONNREFUSED');
    } finally {
      await server.stop();
    }
  });
});
