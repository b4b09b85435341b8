import { join, resolve } from 'node:path';
import { type EmbeddedServer, InfraError } from './embedded-server';
import { findFreePort } from './free-port';
import { startNats } from './nats-server';
import { until } from './until';

const CLUSTER_TIMEOUT_MS = 60_000;

/** Three nats-servers that replicate streams among them. */
export interface NatsCluster {
  urls: string[];
  servers: EmbeddedServer[];
  stop(): Promise<void>;
}

interface JetStreamPage {
  meta_cluster?: { leader?: string; replicas?: { current: boolean; offline?: boolean }[] };
}

/**
 * Starts a cluster on the loopback address and waits until JetStream has a leader that has seen all other nodes up to
 * date: before that the creation of a replicated stream fails.
 */
export async function startNatsCluster(o: { dir: string; size: 3; maxPayload?: number }): Promise<NatsCluster> {
  const dir = resolve(o.dir);
  const ports: number[] = [];
  while (ports.length < 3 * o.size) {
    const port = await findFreePort();
    if (!ports.includes(port)) ports.push(port);
  }
  const [clientPorts, clusterPorts, monitorPorts] = [0, 1, 2].map((n) => ports.slice(n * o.size, (n + 1) * o.size)) as [
    number[],
    number[],
    number[],
  ];
  const routes = clusterPorts.map((port) => `nats://127.0.0.1:${port}`);
  const started = await Promise.allSettled(
    clientPorts.map((port, n) =>
      startNats({
        dir: join(dir, `node-${n + 1}`),
        port,
        serverName: `node-${n + 1}`,
        cluster: { name: 'chargebus', port: clusterPorts[n] as number, routes },
        monitorPort: monitorPorts[n] as number,
        ...(o.maxPayload !== undefined && { maxPayload: o.maxPayload }),
      }),
    ),
  );
  const servers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  const complete = !failed && (await until(() => isComplete(monitorPorts, o.size), CLUSTER_TIMEOUT_MS, 100));
  if (complete) return { urls: servers.map(({ url }) => url), servers, stop };
  await stop();
  throw failed?.reason ?? new InfraError(`The NATS cluster in ${dir} has no JetStream leader after 60 s`);
}

async function isComplete(monitorPorts: number[], size: number): Promise<boolean> {
  const pages = await Promise.all(monitorPorts.map(findJetStreamPage));
  const everyNodeKnowsLeader = pages.every((page) => page?.meta_cluster?.leader);
  return (
    everyNodeKnowsLeader === true &&
    pages.some((page) => {
      const replicas = page?.meta_cluster?.replicas ?? [];
      return replicas.length === size - 1 && replicas.every(({ current, offline }) => current && !offline);
    })
  );
}

async function findJetStreamPage(monitorPort: number): Promise<JetStreamPage | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${monitorPort}/jsz`, { signal: AbortSignal.timeout(2_000) });
    return (await response.json()) as JetStreamPage;
  } catch {
    return undefined;
  }
}
