import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The folder of this user where things that cost time to get are kept for all checkouts: `$XDG_CACHE_HOME/chargebus`,
 * else `~/.cache/chargebus`, else (a user without a home) one in the temporary folder that nobody else can write.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CACHE_HOME;
  const wanted = base && isAbsolute(base) ? join(base, 'chargebus') : join(homedir(), '.cache', 'chargebus');
  return usable(wanted) ? wanted : ownTemporaryFolder();
}

function ownTemporaryFolder(): string {
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `chargebus-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Programs are run from here, so a folder that somebody else has put there first must not be used.
  const { uid: owner, mode } = statSync(folder);
  if (owner !== uid || (mode & 0o022) !== 0) throw new Error(`${folder} belongs to somebody else: remove it`);
  return folder;
}

function usable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
