import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAlive, type ProcessRef, toProcessRef } from './process-mark';
import { until } from './until';

interface LockRecord extends ProcessRef {
  id: string;
}

/** A lock that this process holds. */
export interface HeldLock {
  release(): void;
}

export type LockAttempt = { held: HeldLock; heldBy?: undefined } | { held?: undefined; heldBy: { pid: number } };

/** Tries to take the lock that the file stands for. The lock of a process that has died is taken over. */
export async function tryLock(path: string): Promise<LockAttempt> {
  mkdirSync(dirname(path), { recursive: true });
  const mine = newRecord();
  for (;;) {
    if (writeExclusively(path, mine)) return { held: heldLock(path, mine) };
    const other = readRecord(path);
    if (other && isAlive(other.pid, other.mark)) return { heldBy: { pid: other.pid } };
    await removeStale(path, other?.id);
  }
}

/** Takes the lock, waiting for other live processes. @throws when that takes longer than `timeoutMs` */
export async function lock(path: string, timeoutMs: number): Promise<HeldLock> {
  let attempt: LockAttempt | undefined;
  await until(async () => (attempt = await tryLock(path)).held !== undefined, timeoutMs, 100);
  if (attempt?.held) return attempt.held;
  throw new Error(`${path} has been held by process ${attempt?.heldBy?.pid} for ${timeoutMs / 1_000} s`);
}

/**
 * Removes the lock of a dead process. Two processes may have seen the same stale lock, and the slower one must not
 * remove the new lock of the faster: so removing is itself done under a lock of a moment, and looks again.
 */
async function removeStale(path: string, staleId: string | undefined): Promise<void> {
  const guard = `${path}.takeover`;
  const record = newRecord();
  const guarded = await until(
    () => {
      if (writeExclusively(guard, record)) return true;
      const other = readRecord(guard);
      if (other && !isAlive(other.pid, other.mark)) rmSync(guard, { force: true });
      return false;
    },
    5_000,
    10,
  );
  if (!guarded) return;
  if (readRecord(path)?.id === staleId) rmSync(path, { force: true });
  rmSync(guard, { force: true });
}

function newRecord(): LockRecord {
  return { id: randomUUID(), ...toProcessRef(process.pid) };
}

function heldLock(path: string, mine: LockRecord): HeldLock {
  return {
    release: () => {
      if (readRecord(path)?.id === mine.id) rmSync(path, { force: true });
    },
  };
}

/** Creates the file with its content in one step: a reader never sees it half written. */
function writeExclusively(path: string, record: LockRecord): boolean {
  const draft = `${path}.${record.id}`;
  writeFileSync(draft, JSON.stringify(record));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readRecord(path: string): LockRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockRecord;
  } catch {
    return undefined;
  }
}
