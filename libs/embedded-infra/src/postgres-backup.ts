import {
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { InfraError } from './embedded-server';
import { accountFor } from './postgres-binaries';

/** A server that runs writes these for itself; a copy starts without them. */
const OWN_FILES = ['postmaster.pid', 'postmaster.opts', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_stat_tmp'];
const QUERY_TIMEOUT_MS = 60_000;

/**
 * Copies the data of a PostgreSQL while it runs and is written to: a base backup by PostgreSQL's own rules, which starts with all that
 * was committed before `pg_backup_stop`. Tablespaces other than the default ones are not followed.
 * @param data - the folder of the server behind `url`
 * @param into - a folder that does not exist yet, or is replaced
 * @throws Error of PostgreSQL, or of the file system
 */
export async function backUpPostgres(url: string, data: string, into: string): Promise<void> {
  const client = new Client({ connectionString: url, query_timeout: QUERY_TIMEOUT_MS });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // The slot goes with the connection; until then no log that the copy needs is removed.
    await client.query(`SELECT pg_create_physical_replication_slot('backup_' || pg_backend_pid(), true, true)`);
    await client.query(`SELECT pg_backup_start('copy', true)`);
    rmSync(into, { recursive: true, force: true });
    copyFolder(data, into, [...OWN_FILES, 'pg_wal']);
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    copyFolder(join(data, 'pg_wal'), join(into, 'pg_wal'), []);
    writeFileSync(join(into, 'backup_label'), rows[0]?.labelfile ?? '', { mode: 0o600 });
    for (const folder of OWN_FILES.filter((name) => !name.startsWith('postmaster')))
      mkdirSync(join(into, folder), { mode: 0o700 });
    own(into, data);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Puts a copy in the place of the data of a server that does not run. The copy stays, for another time. */
export function putBackPostgres(copy: string, data: string): void {
  if (!existsSync(join(copy, 'backup_label'))) throw new InfraError(`${copy} is no copy of PostgreSQL's data`);
  const lost = `${data}.lost`;
  rmSync(lost, { recursive: true, force: true });
  // Children of a killed server may write for a moment longer: into what is not the data any more.
  renameSync(data, lost);
  copyFolder(copy, data, []);
  own(data, lost);
  rmSync(lost, { recursive: true, force: true, maxRetries: 5 });
}

/** What vanishes meanwhile was of no use: PostgreSQL's log, from the start of the backup on, says so. */
function copyFolder(from: string, to: string, except: readonly string[]): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(from)) {
    if (except.includes(name)) continue;
    try {
      if (lstatSync(join(from, name)).isDirectory()) copyFolder(join(from, name), join(to, name), []);
      else copyFileSync(join(from, name), join(to, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Started by root, PostgreSQL runs as another account, and reads only what is that account's. */
function own(folder: string, like: string): void {
  const account = accountFor(like);
  if (account === undefined) return;
  const give = (path: string): void => {
    chownSync(path, account.uid, account.gid);
    if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) give(join(path, name));
  };
  give(folder);
}
