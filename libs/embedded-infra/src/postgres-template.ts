import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder';
import { lock } from './directory-lock';
import { accountFor, getPostgresBinaries } from './postgres-binaries';
import { initialiseData, INITDB_OPTIONS, postgresFiles } from './postgres-data';
import { runCommand } from './run-command';

/**
 * Puts fresh PostgreSQL data into `dir`, copied from a template that is made once for this user: a copy takes a fifth
 * of the time of an initdb. For tests; they share the template's password.
 */
export async function copyPostgresTemplate(dir: string): Promise<void> {
  const template = await getTemplate();
  mkdirSync(dir, { recursive: true });
  // `cp -a` keeps owners: the data may belong to the account that PostgreSQL runs as when we are root.
  const { data, password } = postgresFiles(template);
  await runCommand('cp', ['-a', data, password, dir], { timeoutMs: 60_000 });
}

async function getTemplate(): Promise<string> {
  const account = accountFor('');
  const binaries = await getPostgresBinaries(account);
  const version = await runCommand(binaries.postgres, ['--version'], { cwd: '/', timeoutMs: 30_000, ...account });
  const key = createHash('sha256')
    .update([version, ...INITDB_OPTIONS].join('\n'))
    .digest('hex')
    .slice(0, 12);
  const template = join(cacheFolder(), `postgres-template-${key}`);
  if (existsSync(template)) return template;
  const held = await lock(`${template}.lock`, 120_000);
  try {
    if (existsSync(template)) return template;
    const draft = `${template}.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft);
    await initialiseData(draft, binaries, account, { throwaway: true, onProgress: () => undefined });
    renameSync(draft, template);
    return template;
  } finally {
    held.release();
  }
}
