import {
  testNats,
  testNatsCluster,
  testPostgres,
  type EmbeddedServer,
  type TestPostgres,
} from '@chargebus/embedded-infra';

/** How long a gateway waits for a verdict: more than its default, after which a busy machine would have it decide by itself. */
export const ASK_DEADLINE_MS = '6000';

/** PostgreSQL and NATS for one test; each of their processes can be killed and restarted. */
export interface Servers {
  readonly postgres: TestPostgres;
  /** One nats-server, or the three of a cluster. */
  readonly nats: readonly EmbeddedServer[];
  readonly natsUrl: string;
  /** Copies of each stream that these servers can hold. */
  readonly replicas: 1 | 3;
  stop(): Promise<void>;
}

/** Starts servers of their own, with nothing in them; `stop` removes all they stored. */
export async function startServers(natsNodes: 1 | 3 = 1): Promise<Servers> {
  const [postgres, nats] = await Promise.all([testPostgres(), natsNodes === 3 ? testNatsCluster() : startOneNats()]);
  return {
    postgres,
    nats: nats.servers,
    natsUrl: nats.urls.join(','),
    replicas: natsNodes,
    stop: async () => {
      await Promise.all([postgres.stop(), nats.stop()]);
    },
  };
}

async function startOneNats(): Promise<{ urls: string[]; servers: EmbeddedServer[]; stop(): Promise<void> }> {
  const server = await testNats();
  return { urls: [server.url], servers: [server], stop: () => server.stop() };
}
