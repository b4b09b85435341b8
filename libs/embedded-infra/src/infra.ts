import { join, resolve } from 'node:path';
import { tryLock } from './directory-lock';
import { InfraError, type OnProgress } from './embedded-server';
import type { ManagedServer } from './managed-server';
import { startManagedNats } from './nats-server';
import { startManagedPostgres } from './postgres';
import { superviseServers } from './supervisor';

/** What the platform runs on. A server that is given by its URL is used and not started. */
export interface InfraOptions {
  /** `./.chargebus`: data that a restart keeps. */
  dir: string;
  databaseUrl?: string | undefined;
  natsUrl?: string | undefined;
  onProgress?: OnProgress;
}

/** The servers in use. Stop them after the apps have drained. */
export interface RunningInfra {
  databaseUrl: string;
  natsUrl: string;
  stop(): Promise<void>;
}

/**
 * Makes PostgreSQL and NATS available: those given, else embedded ones whose data is in `dir`. The folder is locked, as
 * two platforms on one set of data would get in each other's way; the lock of a process that has died is taken over.
 * A server that dies is started again on its port; if this process dies, its watchdogs end the servers.
 * @throws InfraError when another live process holds the folder (it is named), or a server cannot be had
 */
export async function startInfra(o: InfraOptions): Promise<RunningInfra> {
  if (o.databaseUrl && o.natsUrl)
    return { databaseUrl: o.databaseUrl, natsUrl: o.natsUrl, stop: async () => undefined };
  const dir = resolve(o.dir);
  const { held, heldBy } = await tryLock(join(dir, 'lock'));
  if (!held) {
    throw new InfraError(
      `${dir} is in use by process ${heldBy.pid}. Stop that process, start in another folder, ` +
        'or set DATABASE_URL and NATS_URL to servers that both may use.',
    );
  }
  const progress = { onProgress: o.onProgress ?? (() => undefined) };
  const starts = await Promise.allSettled([
    o.databaseUrl ?? startManagedPostgres({ dir: join(dir, 'postgres'), ...progress }),
    o.natsUrl ?? startManagedNats({ dir: join(dir, 'nats'), ...progress }),
  ]);
  const values = starts.map((start) => (start.status === 'fulfilled' ? start.value : undefined));
  const servers = values.filter((value): value is ManagedServer => typeof value === 'object');
  const supervisor = superviseServers(servers, progress.onProgress);
  const stop = async () => {
    await supervisor.stop();
    await Promise.all(servers.map((server) => server.stop()));
    held.release();
  };
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const [databaseUrl, natsUrl] = values.map((value) => (typeof value === 'object' ? value.url : value)) as [
    string,
    string,
  ];
  return { databaseUrl, natsUrl, stop };
}
