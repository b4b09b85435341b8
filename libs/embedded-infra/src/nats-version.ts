import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The oldest server with everything the log needs: filters over several subjects, stream metadata, compression. */
export const MINIMUM_NATS_VERSION = '2.10';

/** The version in what `nats-server --version` prints, or undefined. */
export function parseNatsVersion(output: string): string | undefined {
  return /v?(\d+\.\d+\.\d+[\w.+-]*)/.exec(output)?.[1];
}

/** Whether a version such as `2.15.1` is 2.10 or newer. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}

/** The version of a binary, undefined if it does not exist or does not run here. */
export async function findNatsVersion(command: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(command, ['--version'], { timeout: 10_000 });
    return parseNatsVersion(stdout);
  } catch {
    return undefined;
  }
}
