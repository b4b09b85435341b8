import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from './launch';
import { findProcessMark } from './process-mark';

/** Whether the server with this pid is past its start on this data: it keeps the word in the eighth line. */
export function isAccepting(data: string, pid: number): boolean {
  const lines = readPostmasterFile(data);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/**
 * Makes way for a start, given that no server on record lives. The file of a dead server stays: PostgreSQL finds in it
 * whether children of that server still work on the data. A living pid is either an orphan nobody has on record, which
 * is ended, or an unrelated process that was given the number again, for which PostgreSQL would refuse to start.
 */
export async function clearPostmasterFile(data: string): Promise<void> {
  const pid = Number(readPostmasterFile(data)[0]);
  if (!(pid > 0) || !isListed(pid)) return;
  const mark = findProcessMark(pid);
  if (mark !== undefined && isServerOf(data, pid)) await endProcess({ pid, mark }, 'SIGINT');
  else rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Whether the system knows the pid, which is all that PostgreSQL looks at: a zombie, too, would keep it from starting. */
function isListed(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A PostgreSQL server stands in its data folder. */
function isServerOf(data: string, pid: number): boolean {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    } catch {
      // Not ours to look at, so not our server either: it runs as us, or we are root.
      return false;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return /postgres/.test(stdout ?? '') && stdout.includes(data);
}

function readPostmasterFile(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}
