import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** When a process started, to tell it from a later one with the same pid. */
const BORN = `
born() {
  if [ -r "/proc/$1/stat" ]; then sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
  else ps -o lstart= -p "$1" 2>/dev/null; fi
}
was_born=$(born "$1")
`;

/** Ends the server $1: the polite signal $2, after 10 s by force, then folder $3 is removed if one is given. */
const END_SERVER = `
tries=0
if [ "$(born "$1")" = "$was_born" ]; then
  kill -CONT "$1" 2>/dev/null
  kill "-$2" "$1" 2>/dev/null
  while kill -0 "$1" 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then kill -KILL "$1" 2>/dev/null; sleep 1; break; fi
    sleep 0.1
  done
fi
if [ -n "$3" ]; then rm -rf "$3"; fi
`;

/**
 * The standard input is a pipe from the process that owns the server. The kernel closes it however the owner ends, by
 * SIGKILL too: then, and not before, the server is ended. A word on the pipe calls it off.
 */
const UNTIL_PIPE_CLOSES = 'read -r word && exit 0';

/** For an owner that did not start this shell: $4 is its pid. */
const UNTIL_OWNER_ENDS = 'while kill -0 "$4" 2>/dev/null && kill -0 "$1" 2>/dev/null; do sleep 1; done';

/** A tiny process that ends a server once the process that started it is gone. */
export interface Watchdog {
  readonly pid: number;
  /** The server needs no watching any more: it was stopped, or its owner hands it over. */
  dismiss(): void;
}

type PoliteSignal = 'INT' | 'TERM' | 'QUIT';

/** Watches over a server on behalf of this process. `removeDir` is deleted after the server has ended that way. */
export function watchOver(pid: number, politeSignal: PoliteSignal, removeDir = ''): Watchdog {
  const child = spawnShell(UNTIL_PIPE_CLOSES, [String(pid), politeSignal, removeDir], 'pipe');
  // Without this the pipe alone would keep this process running.
  (child.stdin as unknown as Socket).unref();
  child.stdin?.on('error', () => undefined);
  return { pid: child.pid ?? 0, dismiss: () => child.stdin?.end('done\n') };
}

/** Watches over a server on behalf of another process; ends when that process or the server does. */
export function watchOverFor(ownerPid: number, pid: number, politeSignal: PoliteSignal, removeDir = ''): Watchdog {
  const args = [String(pid), politeSignal, removeDir, String(ownerPid)];
  const child = spawnShell(UNTIL_OWNER_ENDS, args, 'ignore');
  return { pid: child.pid ?? 0, dismiss: () => undefined };
}

function spawnShell(wait: string, args: string[], stdin: 'pipe' | 'ignore'): ChildProcess {
  const script = [BORN, wait, END_SERVER].join('\n');
  const child = spawn('/bin/sh', ['-c', script, 'chargebus-watchdog', ...args], {
    detached: true,
    stdio: [stdin, 'ignore', 'ignore'],
    cwd: '/',
  });
  child.unref();
  child.on('error', () => undefined);
  return child;
}
