import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder';
import { lock } from './directory-lock';
import { InfraError, type OnProgress } from './embedded-server';
import { withPrivateApt } from './private-apt';
import { runCommand } from './run-command';

const PYTHON = '/usr/bin/python3';
const FETCH_TIMEOUT_MS = 300_000;

/** What it takes to run OpenStack Swift: a Python of the system, and where its modules are. */
export interface SwiftFiles {
  readonly python: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Whether this machine can get Swift at all: it comes as packages of Debian and its kin, for their own Python. */
export function canGetSwift(): boolean {
  return existsSync(PYTHON) && existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-deb');
}

/**
 * Finds OpenStack Swift in this user's cache, or unpacks a private copy of its packages into it: no system change.
 * @throws InfraError that says what failed
 */
export async function getSwift(onProgress: OnProgress = () => undefined): Promise<SwiftFiles> {
  const folder = join(cacheFolder(), 'swift');
  const root = join(folder, 'root');
  if (await runs(root)) return filesIn(root);
  // Two specs that begin at once must not fetch twice.
  const held = await lock(join(folder, 'fetch.lock'), FETCH_TIMEOUT_MS);
  try {
    if (!(await runs(root))) await fetchInto(folder, root, onProgress);
    return filesIn(root);
  } catch (error) {
    throw new InfraError(`OpenStack Swift, the S3 server of the tests, is not to be had: ${(error as Error).message}`);
  } finally {
    held.release();
  }
}

async function fetchInto(folder: string, root: string, onProgress: OnProgress): Promise<void> {
  await withPrivateApt(
    // Of the very release that runs here: its modules are built for that release's Python.
    ({ id, codename }) => ({ suites: [codename], components: id === 'ubuntu' ? ['main', 'universe'] : ['main'] }),
    folder,
    async (apt) => {
      onProgress("Fetching OpenStack Swift from the system's package mirror, once for this user ...");
      const install = ['-q', '-y', '-o', 'Debug::NoLocking=1', '--no-install-recommends', '--download-only', 'install'];
      const options = { cwd: apt.folder, env: apt.env, timeoutMs: FETCH_TIMEOUT_MS };
      await runCommand('apt-get', [...install, '--reinstall', 'python3-swift'], options);
      const draft = join(apt.folder, 'root');
      mkdirSync(draft);
      const archives = join(apt.folder, 'cache/archives');
      for (const deb of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
        await runCommand('dpkg-deb', ['-x', join(archives, deb), draft], { timeoutMs: 60_000 });
      }
      if (!(await runs(draft))) throw new Error('what was fetched does not run on this system');
      rmSync(root, { recursive: true, force: true });
      renameSync(draft, root);
    },
  );
}

async function runs(root: string): Promise<boolean> {
  if (!existsSync(root)) return false;
  const { python, env } = filesIn(root);
  const command = 'import swift.common.middleware.s3api.s3api, swift.proxy.server, swift.obj.server, swift.common.ring';
  return runCommand(python, ['-c', command], { env, timeoutMs: 60_000 }).then(
    () => true,
    () => false,
  );
}

function filesIn(root: string): SwiftFiles {
  const libraries = existsSync(join(root, 'usr/lib')) ? readdirSync(join(root, 'usr/lib')) : [];
  const native = libraries.filter((name) => name.includes('-linux-')).map((name) => join(root, 'usr/lib', name));
  return {
    python: PYTHON,
    env: {
      PATH: process.env.PATH,
      PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'),
      LD_LIBRARY_PATH: native.join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  };
}
