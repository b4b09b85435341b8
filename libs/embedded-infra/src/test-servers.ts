import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { EmbeddedServer } from './embedded-server';
import { type NatsCluster, startNatsCluster } from './nats-cluster';
import { type NatsOptions, startManagedNats } from './nats-server';
import { startManagedPostgres } from './postgres';
import { backUpPostgres, putBackPostgres } from './postgres-backup';
import { postgresFiles } from './postgres-data';
import { copyPostgresTemplate } from './postgres-template';
import { type S3Server, startS3 } from './s3-server';
import { getSharedPostgresUrl } from './shared-postgres';

/** An empty database on the PostgreSQL that all tests of a jest run share. */
export interface TestDatabase {
  url: string;
  /** Removes it, closing connections that are still open. */
  drop(): Promise<void>;
}

/** Creates a database of its own for a test on the run's shared PostgreSQL, which the first call starts. */
export async function testDatabase(): Promise<TestDatabase> {
  const adminUrl = await getSharedPostgresUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(adminUrl, `CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => query(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A PostgreSQL that a test may put back to what it was a while ago. */
export interface TestPostgres extends EmbeddedServer {
  /** Copies its data while it works, in the place of an earlier copy. */
  backUp(): Promise<void>;
  /**
   * Starts it again, on the same port, with the copy's data: what was committed since is lost, as where a replica that was behind
   * takes over. Kill it before; what does not run any more is as good.
   */
  restartFromBackup(): Promise<void>;
}

/** Starts a PostgreSQL of its own, for tests that stop, kill or restart it. Its folder is removed when it is stopped. */
export async function testPostgres(): Promise<TestPostgres> {
  const dir = temporaryFolder('postgres');
  await copyPostgresTemplate(dir);
  const { data } = postgresFiles(dir);
  const copy = `${data}.copy`;
  const server = await startManagedPostgres({ dir, throwaway: true }, { removeDir: true });
  return Object.assign(server, {
    backUp: () => backUpPostgres(server.url, data, copy),
    restartFromBackup: async () => {
      putBackPostgres(copy, data);
      await server.restart();
    },
  });
}

/** Starts a nats-server of its own. Its folder is removed when it is stopped, and kept over `restart()`. */
export async function testNats(o: Omit<NatsOptions, 'dir'> = {}): Promise<EmbeddedServer> {
  return startManagedNats({ dir: temporaryFolder('nats'), ...o }, { removeDir: true });
}

/** Starts an S3 server of its own with an empty bucket, where `canTestS3()`. Its folder is removed when it is stopped. */
export function testS3(): Promise<S3Server> {
  return startS3(temporaryFolder('s3'), { removeDir: true });
}

/** Starts a cluster of three nats-servers. Their folder is removed when it is stopped. */
export async function testNatsCluster(): Promise<NatsCluster> {
  const dir = temporaryFolder('nats-cluster');
  const cluster = await startNatsCluster({ dir, size: 3 });
  return {
    ...cluster,
    stop: async () => {
      await cluster.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `chargebus-test-${name}-`));
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 20_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
