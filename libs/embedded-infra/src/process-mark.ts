import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

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

function markFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in brackets may hold anything, so count from its end: state is field 3, the start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; where nobody reaps orphans it stays listed for good.
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${fields[19]}@${bootId}`;
  } catch {
    return undefined;
  }
}

function markFromPs(pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [, state, started] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout ?? '') ?? [];
  return status === 0 && started && !state?.startsWith('Z') ? started : undefined;
}
