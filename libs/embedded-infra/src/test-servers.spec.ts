import { existsSync } from 'node:fs';
import { Client } from 'pg';
import { isPortFree } from './free-port';
import { killHard, query, startSpecChild } from './spec-tools';
import { testDatabase } from './test-servers';
import { until } from './until';

jest.setTimeout(60_000);

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
  it('end, and their folders go, when the process that runs the tests is killed', async () => {
    // Without the run of this jest, so that the child has one of its own.
    const env = { ...process.env, CHARGEBUS_TEST_RUN_DIR: undefined, CHARGEBUS_TEST_RUN_PID: undefined };
    const { child, urls, folder } = await startSpecChild<{ urls: string[]; folder: string }>(['test-servers'], { env });
    const ports = urls.map((url) => Number(new URL(url).port));
    expect(await Promise.all(ports.map(isPortFree))).toEqual([false, false, false]);
    await killHard(child);
    const allFree = async () => (await Promise.all(ports.map(isPortFree))).every(Boolean);
    expect(await until(allFree, 20_000, 100)).toBe(true);
    expect(await until(() => !existsSync(folder), 5_000)).toBe(true);
  });
});
