import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedServer, InfraError, type OnProgress } from './embedded-server';
import { findRunningPort, type ManagedServer, type ServerKind, startServer } from './managed-server';
import { accountFor, getPostgresBinaries } from './postgres-binaries';
import { clearPostmasterFile, isAccepting } from './postmaster-file';
import { dataArgument, initialiseData, postgresFiles } from './postgres-data';

/** How to run PostgreSQL. */
export interface PostgresOptions {
  /** Data, password and log live here. */
  dir: string;
  /** Default the last one used in this folder, else a free one. */
  port?: number;
  onProgress?: OnProgress;
  /** For tests: nothing is flushed to disk. What was committed still outlives the death of the process. */
  throwaway?: boolean;
}

/**
 * Starts PostgreSQL 18 on the loopback address with a database `chargebus` owned by the superuser `chargebus`, or takes
 * over the server that runs on this folder. Data is created only when there is none.
 * @throws InfraError when it cannot run here, the port is in use, or it does not start
 */
export async function startPostgres(o: PostgresOptions): Promise<EmbeddedServer> {
  return startManagedPostgres(o);
}

/** The URL of the PostgreSQL that runs on this folder, e.g. for a tool beside the platform; undefined if none does. */
export function findRunningPostgres(dir: string): string | undefined {
  const port = findRunningPort(resolve(dir));
  return port === undefined ? undefined : urlOf(passwordIn(resolve(dir)), port);
}

const passwordIn = (dir: string): string => readFileSync(postgresFiles(dir).password, 'utf8').trim();

function urlOf(password: string, port: number, database = 'chargebus'): string {
  return `postgres://chargebus:${password}@127.0.0.1:${port}/${database}`;
}

/** @internal As `startPostgres`, with what a supervisor and the tests' clean-up need besides. */
export async function startManagedPostgres(o: PostgresOptions, more: Partial<ServerKind> = {}): Promise<ManagedServer> {
  if (process.platform === 'win32') {
    throw new InfraError('PostgreSQL is not started on Windows: use WSL, or set DATABASE_URL to a running server.');
  }
  const dir = resolve(o.dir);
  mkdirSync(dir, { recursive: true });
  const files = postgresFiles(dir);
  const account = accountFor(files.data);
  const binaries = await getPostgresBinaries(account);
  await initialiseData(dir, binaries, account, {
    throwaway: o.throwaway ?? false,
    onProgress: o.onProgress ?? (() => undefined),
  });
  // Read once: a server that was stopped, and its folder removed, still has its address.
  const password = passwordIn(dir);
  const url = (port: number, database?: string): string => urlOf(password, port, database);
  return startServer({
    name: 'PostgreSQL',
    dir,
    ...(o.port !== undefined && { port: o.port }),
    // "Fast": open transactions are rolled back, then everything is written.
    politeSignal: 'SIGINT',
    program: (port) => ({
      command: binaries.postgres,
      args: ['-D', dataArgument(files.data, account), '-p', String(port), ...settings(o.throwaway ?? false)],
      cwd: files.data,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      ...(account && { user: account }),
      logFile: files.log,
    }),
    beforeStart: () => clearPostmasterFile(files.data),
    ready: async (port, pid) => isAccepting(files.data, pid) && (await hasDatabase(url(port), url(port, 'postgres'))),
    url: (port) => url(port),
    ...more,
  });
}

function settings(throwaway: boolean): string[] {
  const values: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Commits stay synchronous for tests too: they must outlive a server that is killed, only not the machine's fall.
    ...(throwaway && { fsync: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function hasDatabase(url: string, adminUrl: string): Promise<boolean> {
  const fault = await tryQuery(url, 'SELECT 1');
  if (fault?.code !== '3D000') return fault === undefined;
  // First start: the database does not exist yet. Another start may create it at the same moment.
  const created = await tryQuery(adminUrl, 'CREATE DATABASE chargebus');
  return created === undefined || created.code === '42P04';
}

async function tryQuery(url: string, sql: string): Promise<{ code?: string } | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 30_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
    return undefined;
  } catch (error) {
    return error as { code?: string };
  } finally {
    await client.end().catch(() => undefined);
  }
}
