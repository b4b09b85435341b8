import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';

/** Runs one statement on a database. For specs. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

/** Temporary folders that are removed when the specs of a file have ended. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'chargebus-spec-'));
    made.push(folder);
    return folder;
  };
}

/** Specs about what root does differently are run where the tests run as root, as in containers. */
export const asRoot = process.getuid?.() === 0 ? it : it.skip;

/** The same, where a normal user can read this folder to begin with: in one under /root, or made by mktemp, nobody else can. */
export const asRootForOthers = process.getuid?.() === 0 && isOpenToOthers(__dirname) ? it : it.skip;

function isOpenToOthers(folder: string): boolean {
  const above = dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (above === folder || isOpenToOthers(above));
}

/** Runs spec-child.cjs and waits for its line of JSON. */
export async function startSpecChild<T>(
  args: string[],
  o: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<T & { child: ChildProcess }> {
  const script = join(__dirname, '..', 'spec-child.cjs');
  const child = spawn(process.execPath, [script, ...args], { ...o, stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString()));
    child.once('exit', (code) => reject(new Error(`spec-child.cjs ended with ${code}`)));
  });
  return { child, ...(JSON.parse(line) as T) };
}

/** Kills a process as the kernel would, and waits for its end. */
export function killHard(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
