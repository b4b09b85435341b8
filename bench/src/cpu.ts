import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

const TICKS_A_SECOND = Number(execFileSync('getconf', ['CLK_TCK']).toString());

/** CPU seconds (user and system) that these processes and all below them have used, by /proc; children that ended count too. */
export function cpuSeconds(pids: readonly number[]): number {
  const parents = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0);
      parents.set(pid, { parent: Number(fields[1]), ticks });
    } catch {
      // It ended between the listing and the reading.
    }
  }
  const wanted = new Set(pids);
  const isBelow = (pid: number): boolean => {
    for (let at = pid; at > 1; at = parents.get(at)?.parent ?? 0) if (wanted.has(at)) return true;
    return false;
  };
  let ticks = 0;
  for (const [pid, process] of parents) if (isBelow(pid)) ticks += process.ticks;
  return ticks / TICKS_A_SECOND;
}
