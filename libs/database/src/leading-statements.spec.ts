import { testDatabase, type TestDatabase } from '@chargebus/embedded-infra';
import { Client } from 'pg';
import { LeadingStatements } from './leading-statements';

describe('statements that only lead to the next', () => {
  let database: TestDatabase;
  let client: Client;
  let leading: LeadingStatements;
  const sent: string[] = [];
  const say = (text: string) => leading.query(text);
  const count = async () => (await client.query('SELECT count(*)::int AS n FROM item')).rows[0].n as number;

  beforeAll(async () => {
    database = await testDatabase();
    client = new Client(database.url);
    await client.connect();
    await client.query(
      'CREATE TABLE item (id integer PRIMARY KEY, next integer REFERENCES item DEFERRABLE INITIALLY DEFERRED)',
    );
  });
  beforeEach(async () => {
    await client.query('TRUNCATE item');
    sent.length = 0;
    leading = new LeadingStatements((text) => {
      sent.push(text);
      return client.query(text);
    });
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('travel with what comes next, whose rows are the answer', async () => {
    await say('START TRANSACTION');
    await say('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    expect((await say('INSERT INTO item VALUES (1) RETURNING id')).rows).toEqual([{ id: 1 }]);
    expect((await say('SHOW transaction_isolation')).rows).toEqual([{ transaction_isolation: 'repeatable read' }]);
    await say('SET CONSTRAINTS ALL IMMEDIATE');
    await say('COMMIT');
    expect(sent).toEqual([
      'START TRANSACTION; SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; INSERT INTO item VALUES (1) RETURNING id',
      'SHOW transaction_isolation',
      'SET CONSTRAINTS ALL IMMEDIATE; COMMIT',
    ]);
    expect(await count()).toBe(1);
  });

  it('are answered before a statement with parameters is sent, and fail in its place', async () => {
    await say('START TRANSACTION');
    expect(leading.settled).toBe(false);
    const settling = leading.settle();
    await expect(Promise.all([settling, leading.settle(), say('SELECT 1')])).resolves.toHaveLength(3);
    expect([leading.settled, sent]).toEqual([true, ['START TRANSACTION', 'SELECT 1']]);
    await say('ROLLBACK');

    await say('START TRANSACTION');
    await say('SET TRANSACTION ISOLATION LEVEL NONE');
    await expect(leading.settle()).rejects.toThrow('syntax error');
    await say('ROLLBACK');
    expect([leading.settled, (await say('SELECT 1 AS one')).rows]).toEqual([true, [{ one: 1 }]]);
  });

  it('keep a commit from happening when a constraint is broken, or a statement failed unseen', async () => {
    await say('START TRANSACTION');
    await say('INSERT INTO item VALUES (1, 2)');
    await say('SET CONSTRAINTS ALL IMMEDIATE');
    await expect(say('COMMIT')).rejects.toThrow('foreign key');
    await say('ROLLBACK');

    await say('START TRANSACTION');
    await say('INSERT INTO item VALUES (1)');
    await say('SELECT 1 / 0').catch(() => undefined);
    await say('SET CONSTRAINTS ALL IMMEDIATE');
    await expect(say('COMMIT')).rejects.toThrow('aborted');
    await say('ROLLBACK');
    expect(await count()).toBe(0);
  });

  it('are dropped by an end without a beginning, and by what undoes', async () => {
    await say('START TRANSACTION');
    await say('COMMIT');
    await say('START TRANSACTION');
    await say('ROLLBACK');
    expect(sent).toEqual([]);

    await say('START TRANSACTION');
    await say('SAVEPOINT one');
    await say('SELECT 1 / 0').catch(() => undefined);
    await say('SET CONSTRAINTS ALL IMMEDIATE');
    await say('ROLLBACK TO SAVEPOINT one');
    await say('INSERT INTO item VALUES (1)');
    await say('COMMIT');
    expect(await count()).toBe(1);
  });
});
