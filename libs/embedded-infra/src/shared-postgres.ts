import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lock } from './directory-lock';
import { startManagedPostgres } from './postgres';
import { postgresFiles } from './postgres-data';
import { copyPostgresTemplate } from './postgres-template';

const START_TIMEOUT_MS = 60_000;

/**
 * Set by jest's globalSetup and inherited by all workers of one jest run: the folder that its server gets, and the
 * process whose end is the server's end.
 */
const FOLDER_VARIABLE = 'CHARGEBUS_TEST_RUN_DIR';
const OWNER_VARIABLE = 'CHARGEBUS_TEST_RUN_PID';

let url: Promise<string> | undefined;

/**
 * The PostgreSQL of this jest run, started by whichever worker asks first, so that runs without a database test pay
 * nothing. Outside jest, or where its configuration lacks the globalSetup, it belongs to this process alone.
 */
export function getSharedPostgresUrl(): Promise<string> {
  url ??= start().catch((error: unknown) => {
    url = undefined;
    throw error;
  });
  return url;
}

async function start(): Promise<string> {
  const folder = (process.env[FOLDER_VARIABLE] ??= join(
    tmpdir(),
    `chargebus-test-run-${randomBytes(8).toString('hex')}`,
  ));
  const ownerPid = Number((process.env[OWNER_VARIABLE] ??= String(process.pid)));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const held = await lock(join(folder, 'start.lock'), START_TIMEOUT_MS);
  try {
    if (!existsSync(postgresFiles(folder).password)) await copyPostgresTemplate(folder);
    const server = await startManagedPostgres({ dir: folder, throwaway: true }, { ownerPid, removeDir: true });
    return server.url;
  } finally {
    held.release();
  }
}
