import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { EmbeddedServer, OnProgress } from './embedded-server';
import { type ManagedServer, type ServerKind, startServer } from './managed-server';
import { getNatsServer } from './nats-binary';
import { findNatsGreeting } from './nats-greeting';

/** How to run a nats-server. */
export interface NatsOptions {
  /** Configuration, log and JetStream's store live here. */
  dir: string;
  /** Of the clients; default the last one used in this folder, else a free one. */
  port?: number;
  /** Must stay the same for a store in a cluster. Default made from the folder's path. */
  serverName?: string;
  cluster?: { name: string; port: number; routes: string[] };
  /** The largest message in bytes; default the server's, 1 MiB. */
  maxPayload?: number;
  /** `maxStoreBytes` bounds the sum of what streams may reserve on disk. */
  jetstream?: { maxStoreBytes?: number };
  /** A port for the server's monitoring pages; default none. */
  monitorPort?: number;
  onProgress?: OnProgress;
}

/**
 * Starts nats-server with JetStream on the loopback address, or takes over the one that runs on this folder.
 * @throws InfraError when no server can be had, the port is in use, or it does not start
 */
export async function startNats(o: NatsOptions): Promise<EmbeddedServer> {
  return startManagedNats(o);
}

/** @internal As `startNats`, with what a supervisor and the tests' clean-up need besides. */
export async function startManagedNats(o: NatsOptions, more: Partial<ServerKind> = {}): Promise<ManagedServer> {
  const command = await getNatsServer({ onProgress: o.onProgress });
  const dir = resolve(o.dir);
  mkdirSync(dir, { recursive: true });
  const serverName = o.serverName ?? `chargebus-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`;
  return startServer({
    name: 'nats-server',
    dir,
    ...(o.port !== undefined && { port: o.port }),
    politeSignal: 'SIGTERM',
    program: (port) => ({
      command,
      args: ['--config', writeConfig(dir, natsConfig({ ...o, dir, serverName, port }))],
      cwd: dir,
      env: { PATH: process.env.PATH, HOME: dir },
      logFile: join(dir, 'server.log'),
    }),
    ready: async (port) => {
      const info = await findNatsGreeting(port);
      return info?.server_name === serverName && info.jetstream === true;
    },
    url: (port) => `nats://127.0.0.1:${port}`,
    ...more,
  });
}

function natsConfig(o: NatsOptions & { serverName: string; port: number }): object {
  return {
    server_name: o.serverName,
    listen: `127.0.0.1:${o.port}`,
    ...(o.monitorPort !== undefined && { http: `127.0.0.1:${o.monitorPort}` }),
    ...(o.maxPayload !== undefined && { max_payload: o.maxPayload }),
    jetstream: {
      store_dir: join(o.dir, 'store'),
      ...(o.jetstream?.maxStoreBytes !== undefined && { max_file_store: o.jetstream.maxStoreBytes }),
    },
    ...(o.cluster && {
      cluster: { name: o.cluster.name, listen: `127.0.0.1:${o.cluster.port}`, routes: o.cluster.routes },
    }),
  };
}

/** The file's name holds its content's hash: a server that runs with other settings is seen by its command line. */
function writeConfig(dir: string, config: object): string {
  const text = `${JSON.stringify(config, null, 2)}\n`;
  const name = `nats-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`;
  for (const other of readdirSync(dir)) {
    if (/^nats-[0-9a-f]{8}\.json$/.test(other) && other !== name) rmSync(join(dir, other), { force: true });
  }
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}
