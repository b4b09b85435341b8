import { existsSync } from 'node:fs';
import { Client } from 'pg';
import { isPortFree } from './free-port';
import { killHard, query, startSpecChild } from './spec-tools';
import { testDatabase, testPostgres } from './test-servers';
import { until } from './until';

describe('databases for tests', () => {
  it('are empty and separate, on one server that the run shares', async () => {
    const [first, second] = await Promise.all([testDatabase(), testDatabase()]);
    await query(first.url, 'CREATE TABLE seen (id int)');
    expect(await query(second.url, "SELECT to_regclass('seen') AS seen")).toEqual([{ seen: null }]);
    const identity = 'SELECT system_identifier::text FROM pg_control_system()';
    expect(await query(first.url, identity)).toEqual(await query(second.url, identity));
    await Promise.all([first.drop(), second.drop()]);
  });

  it('are dropped even when a connection is left open', async () => {
    const { url, drop } = await testDatabase();
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    await drop();
    await ended;
    await expect(query(url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});

describe('servers for tests', () => {
  it('go back to a copy that was made while they were written to: all before it is there, nothing of after', async () => {
    const server = await testPostgres();
    try {
      const address = server.url;
      await query(address, 'CREATE TABLE told (n serial PRIMARY KEY, at timestamptz DEFAULT now())');
      const write = (): Promise<unknown[]> => query(address, 'INSERT INTO told DEFAULT VALUES RETURNING n');
      for (let n = 1; n <= 10; n++) await write();
      const copied = server.backUp();
      let done = false;
      void copied.then(() => (done = true));
      while (!done) await write();
      await copied;
      const last = (await query(address, 'SELECT max(n) AS last FROM told'))[0]?.last as number;
      for (let n = 0; n < 10; n++) await write();
      for (let time = 1; time <= 2; time++) {
        server.kill('SIGKILL');
        await server.restartFromBackup();
        expect(server.url).toBe(address);
        const [found] = await query(address, 'SELECT count(*)::int AS count, max(n) AS last FROM told');
        expect(found?.count).toBe(found?.last);
        expect(found?.last).toBeGreaterThanOrEqual(10);
        expect(found?.last).toBeLessThanOrEqual(last);
        await write();
      }
    } finally {
      await server.stop();
    }
  });

  it('end, and their folders go, when the process that runs the tests is killed', async () => {
    // Without the run of this jest, so that the child has one of its own.
    const env = { ...process.env, CHARGEBUS_TEST_RUN_DIR: undefined, CHARGEBUS_TEST_RUN_PID: undefined };
    const { child, urls, folder } = await startSpecChild<{ urls: string[]; folder: string }>(['test-servers'], { env });
    const ports = urls.map((url) => Number(new URL(url).port));
    expect(await Promise.all(ports.map(isPortFree))).toEqual([false, false, false]);
    await killHard(child);
    const allFree = async () => (await Promise.all(ports.map(isPortFree))).every(Boolean);
    expect(await until(allFree, 60_000, 100)).toBe(true);
    expect(await until(() => !existsSync(folder), 60_000)).toBe(true);
  });
});
