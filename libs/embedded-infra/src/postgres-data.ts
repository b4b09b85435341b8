import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InfraError, type OnProgress } from './embedded-server';
import type { Account, PostgresBinaries } from './postgres-binaries';
import { runCommand } from './run-command';

/** The files of one PostgreSQL instance. */
export interface PostgresFiles {
  data: string;
  password: string;
  log: string;
}

export function postgresFiles(dir: string): PostgresFiles {
  return { data: join(dir, 'data'), password: join(dir, 'password'), log: join(dir, 'server.log') };
}

/**
 * How the programs are told where the data is. Started by root they change to another account, which may not be able
 * to come to the folder from outside (a checkout in /root, say); a process can always name the folder it stands in.
 */
export function dataArgument(data: string, account: Account | undefined): string {
  return account && process.platform === 'linux' ? '/proc/self/cwd' : data;
}

/** Sorting and case rules come from PostgreSQL itself, so that a data folder does not depend on the system's locales. */
export const INITDB_OPTIONS = [
  '--username=chargebus',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

/**
 * Creates the data folder unless there is one (then it is left as it is). `throwaway` data is not flushed to disk.
 * @throws InfraError when the folder holds something else, or belongs to another user
 */
export async function initialiseData(
  dir: string,
  binaries: PostgresBinaries,
  account: Account | undefined,
  o: { throwaway: boolean; onProgress: OnProgress },
): Promise<void> {
  const files = postgresFiles(dir);
  if (existsSync(join(files.data, 'PG_VERSION'))) return checkData(files);
  o.onProgress('Creating the PostgreSQL data folder ...');
  // Made beside and moved in place when complete: an initdb that was interrupted leaves nothing that looks like data.
  const draft = { data: `${files.data}.new`, password: `${files.password}.new` };
  rmSync(draft.data, { recursive: true, force: true });
  mkdirSync(draft.data, { mode: 0o700 });
  writeFileSync(draft.password, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (account) {
    chownSync(draft.data, account.uid, account.gid);
    chownSync(draft.password, account.uid, account.gid);
  }
  const passwordFile = openSync(draft.password, 'r');
  try {
    const args = ['-D', dataArgument(draft.data, account), ...INITDB_OPTIONS, '--pwfile=/dev/stdin'];
    await runCommand(binaries.initdb, [...args, ...(o.throwaway ? ['--no-sync', '--wal-segsize=1'] : [])], {
      cwd: draft.data,
      env: { PATH: process.env.PATH },
      timeoutMs: 120_000,
      stdin: passwordFile,
      ...account,
    });
  } catch (error) {
    throw withoutAccount(error) ?? error;
  } finally {
    closeSync(passwordFile);
  }
  renameSync(draft.password, files.password);
  rmSync(files.data, { recursive: true, force: true });
  renameSync(draft.data, files.data);
}

/** Containers often run as a number that no user has: PostgreSQL's programs insist on a name. */
function withoutAccount(error: unknown): InfraError | undefined {
  if (!String(error).includes('could not look up effective user ID')) return undefined;
  return new InfraError(
    `PostgreSQL needs a user of this system, and ${process.getuid?.()} is none: start as a user that has a name (an entry in ` +
      '/etc/passwd) or as root, or set DATABASE_URL to a running server.',
  );
}

function checkData(files: PostgresFiles): void {
  const uid = process.getuid?.();
  const owner = statSync(files.data).uid;
  if (uid !== 0 && uid !== undefined && owner !== uid) {
    throw new InfraError(
      `${files.data} belongs to user ${owner}: start as that user or as root, or use another folder`,
    );
  }
  const version = readFileSync(join(files.data, 'PG_VERSION'), 'utf8').trim();
  if (version !== '18')
    throw new InfraError(`${files.data} is of PostgreSQL ${version}, not 18: move it away to start anew`);
  if (!existsSync(files.password))
    throw new InfraError(`${files.password} is missing: move ${files.data} away to start anew`);
}
