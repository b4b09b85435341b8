import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { InfraError } from './embedded-server';
import { isAlive, type ProcessRef, toProcessRef } from './process-mark';
import { until } from './until';

const MAX_LOG_BYTES = 16 * 1024 * 1024;
const STOP_TIMEOUT_MS = 30_000;

/** What to run, and as whom. */
export interface Program {
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Set when this process is root and the program must not be. */
  user?: { uid: number; gid: number };
  logFile: string;
}

/**
 * Starts a program in a session of its own, so that Ctrl-C in the terminal does not reach it before our own shutdown
 * has used it for the last time. Its output goes to its log file.
 * @throws InfraError when it cannot be run at all
 */
export async function launch(program: Program): Promise<ProcessRef> {
  rotate(program.logFile);
  const log = openSync(program.logFile, 'a', 0o600);
  try {
    const child = spawn(program.command, program.args, {
      cwd: program.cwd,
      env: program.env,
      ...program.user,
      detached: true,
      stdio: ['ignore', log, log],
    });
    const failure = await new Promise<Error | undefined>((resolve) => {
      child.once('spawn', () => resolve(undefined));
      child.once('error', resolve);
    });
    if (failure) throw new InfraError(`Cannot run ${program.command}: ${failure.message}`);
    child.unref();
    return toProcessRef(child.pid as number);
  } finally {
    closeSync(log);
  }
}

/**
 * Ends a process with the polite signal, after 30 s by force, and returns once it is gone.
 * A process that was paused is resumed so that it hears the signal.
 */
export async function endProcess(ref: ProcessRef, politeSignal: NodeJS.Signals): Promise<void> {
  const ended = () => !isAlive(ref.pid, ref.mark);
  if (ended()) return;
  signal(ref, politeSignal);
  signal(ref, 'SIGCONT');
  if (await until(ended, STOP_TIMEOUT_MS)) return;
  signal(ref, 'SIGKILL');
  if (!(await until(ended, 5_000))) throw new InfraError(`Process ${ref.pid} does not end, not even by SIGKILL`);
}

/** Sends a signal, unless the process has ended. */
export function signal(ref: ProcessRef, name: NodeJS.Signals): void {
  if (!isAlive(ref.pid, ref.mark)) return;
  try {
    process.kill(ref.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** How many bytes a log holds: what a start adds to it comes after. */
export function logSize(logFile: string): number {
  return existsSync(logFile) ? statSync(logFile).size : 0;
}

/** The end of what was logged after `fromByte`, for an error message. */
export function logTail(logFile: string, fromByte: number, maxLines = 12): string {
  if (!existsSync(logFile)) return '';
  return readFileSync(logFile).subarray(fromByte).toString('utf8').trimEnd().split('\n').slice(-maxLines).join('\n');
}

function rotate(logFile: string): void {
  if (logSize(logFile) > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.old`);
}
