import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

let bootId: string | undefined;

/**
 * Tells a process from a later one that was given the same pid: when it started, and in which boot of the machine.
 * `undefined` when no such process lives. A pid alone is no proof: containers hand out the same small numbers again.
 */
export function findProcessMark(pid: number): string | undefined {
  return process.platform === 'linux' ? markFromProc(pid) : markFromPs(pid);
}

/** A process, told from later ones with the same pid by its mark. */
export interface ProcessRef {
  pid: number;
  mark: string;
}

/** The process that has this pid now. If none has, the mark matches nothing, which is the truth. */
export function toProcessRef(pid: number): ProcessRef {
  return { pid, mark: findProcessMark(pid) ?? 'ended' };
}

/** Whether the process that had this mark still lives. */
export function isAlive(pid: number, mark: string | undefined): boolean {
  return mark !== undefined && findProcessMark(pid) === mark;
}

/** Whether a process is stopped by a signal, with all its threads: they stop one after another. */
export function isStopped(pid: number): boolean {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' })
      .stdout.trim()
      .startsWith('T');
  }
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => statFields(`${pid}/task/${thread}`)[0] === 'T');
  } catch {
    return false; // it ended, or a thread of it did while we looked
  }
}

function markFromProc(pid: number): string | undefined {
  try {
    const fields = statFields(String(pid));
    // A zombie has ended; where nobody reaps orphans it stays listed for good.
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${fields[19]}@${bootId}`;
  } catch {
    return undefined;
  }
}

/** Fields of /proc/<process>/stat from the third on: the state comes first, the start time is at 19. */
function statFields(process: string): string[] {
  const stat = readFileSync(`/proc/${process}/stat`, 'latin1');
  // The name in brackets may hold anything, so count from its end.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function markFromPs(pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [, state, started] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout ?? '') ?? [];
  return status === 0 && started && !state?.startsWith('Z') ? started : undefined;
}
