import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port';

const REPOSITORY = join(__dirname, '../..');
const UP_TIMEOUT_MS = 60_000;

/** Starts one service in a process of its own, as in production. @throws Error if it is not ready within a minute */
export async function startService(
  app: string,
  env: Record<string, string>,
  nodeOptions: string[] = [],
): Promise<{ child: ChildProcess; apiUrl: string }> {
  const apiPort = await freePort();
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const child = spawn(process.execPath, [...nodeOptions, join(REPOSITORY, 'apps', app, 'dist/main.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', API_PORT: String(apiPort), ...env },
  });
  const giveUpAt = Date.now() + UP_TIMEOUT_MS;
  for (;;) {
    const ready = await fetch(`${apiUrl}/health/ready`).catch(() => undefined);
    if (ready?.ok) return { child, apiUrl };
    if (child.exitCode !== null || Date.now() > giveUpAt) throw new Error(`${app} did not start`);
    await pause(200);
  }
}

/** Ends it politely, by force after 20 seconds. */
export async function endService(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const last = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(last);
}
