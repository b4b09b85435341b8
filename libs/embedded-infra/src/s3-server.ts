import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { EmbeddedServer } from './embedded-server';
import { type ServerKind, startServer } from './managed-server';
import { getSwift } from './swift-files';

const PROGRAM = join(__dirname, '..', 'swift-s3.py');

/** An S3 server with one bucket that is empty. */
export interface S3Server extends EmbeddedServer {
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * @internal Starts an S3 server on the loopback address: OpenStack Swift with its S3 interface, all its parts in one process.
 * @throws InfraError when it cannot be had or does not start
 */
export async function startS3(dir: string, more: Partial<ServerKind> = {}): Promise<S3Server> {
  const { python, env } = await getSwift();
  const folder = resolve(dir);
  mkdirSync(folder, { recursive: true });
  const keys = { bucket: 'firmware', accessKeyId: 'chargebus:tests', secretAccessKey: 'a-secret-for-tests' };
  const server = await startServer({
    name: 'OpenStack Swift',
    dir: folder,
    politeSignal: 'SIGTERM',
    program: (port) => ({
      command: python,
      args: [PROGRAM, folder, String(port), keys.accessKeyId, keys.secretAccessKey, keys.bucket],
      cwd: folder,
      env,
      logFile: join(folder, 'server.log'),
    }),
    ready: isSwift,
    url: (port) => `http://127.0.0.1:${port}`,
    ...more,
  });
  return Object.assign(server, keys);
}

async function isSwift(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
  await answer?.text();
  return answer?.headers.has('x-trans-id') ?? false;
}
