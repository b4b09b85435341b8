import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@chargebus/embedded-infra';
import { Api } from './api';
import { ASK_DEADLINE_MS } from './servers';
import { until } from './until';

const REPOSITORY = join(__dirname, '../../..');
export const ADMIN_TOKEN = 'system-test-admin-token';

export interface PlatformOptions {
  /** A folder that outlives this process, for restarts; else a temporary one that is removed. */
  dir?: string;
  env?: Record<string, string>;
}

/** The platform as `npm start` runs it, in a process of its own on ports of its own. */
export interface Platform {
  api: Api;
  /** ws://…/ocpp, without a station. */
  stationsUrl: string;
  url: string;
  dir: string;
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Ends it as Ctrl-C does; gives the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the built platform (`npm run build`). @throws with its output if it does not come up */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'chargebus-e2e-'));
  const [apiPort, ocppPort] = await Promise.all([findFreePort(), findFreePort()]);
  const child = spawn(process.execPath, ['apps/platform/dist/main.js'], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      CHARGEBUS_DIR: dir,
      ADMIN_TOKEN,
      API_PORT: String(apiPort),
      OCPP_PORT: String(ocppPort),
      LOG_LEVEL: 'warn',
      ASK_DEADLINE_MS,
      ...options.env,
    },
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const url = `http://127.0.0.1:${apiPort}`;
  try {
    await until(
      'the platform to come up',
      () => {
        if (child.exitCode !== null) throw new Error('it ended');
        return output.includes('Chargebus is up');
      },
      120_000,
    );
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the platform did not come up:\n${output}`, { cause: error });
  }
  return {
    api: new Api(url, ADMIN_TOKEN),
    stationsUrl: `ws://127.0.0.1:${ocppPort}/ocpp`,
    url,
    dir,
    output: () => output,
    kill: (signal) => child.kill(signal),
    stop: async () => {
      const code = await stopChild(child);
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
      return code;
    },
  };
}

async function stopChild(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGINT');
  return exited;
}
