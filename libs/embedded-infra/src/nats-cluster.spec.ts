import { connect } from 'nats';
import type { EmbeddedServer } from './embedded-server';
import type { NatsCluster } from './nats-cluster';
import { testNatsCluster } from './test-servers';

describe('a cluster of three nats-servers', () => {
  let cluster: NatsCluster;
  beforeAll(async () => {
    cluster = await testNatsCluster();
  });
  afterAll(() => cluster.stop());

  it('can replicate a stream as soon as it is there, and goes on without one of its nodes', async () => {
    const nc = await connect({ servers: cluster.urls, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    try {
      const manager = await nc.jetstreamManager({ timeout: 30_000 });
      const stream = await manager.streams.add({ name: 'KEPT', subjects: ['kept'], num_replicas: 3 });
      expect(stream.cluster?.replicas).toHaveLength(2);
      await nc.jetstream({ timeout: 30_000 }).publish('kept', 'one');
      const victim = cluster.servers.find(({ url }) => !url.endsWith(String(nc.info?.port))) as EmbeddedServer;
      victim.kill('SIGKILL');
      // The stream may have to choose a new leader first.
      for (let acked = false; !acked;) {
        acked = await nc
          .jetstream({ timeout: 30_000 })
          .publish('kept', 'two', { msgID: 'two', timeout: 1_000 })
          .then(
            () => true,
            () => false,
          );
      }
      await victim.restart();
      expect((await manager.streams.info('KEPT')).state.messages).toBe(2);
    } finally {
      await nc.close();
    }
  });
});
