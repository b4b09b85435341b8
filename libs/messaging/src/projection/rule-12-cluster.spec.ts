import { AdvisoryLocks } from '@chargebus/database';
import { testDatabase, testNatsCluster, type NatsCluster, type TestDatabase } from '@chargebus/embedded-infra';
import { labelled, openReplica, restartKilled, until, writeApplied, type Replica } from '../testing/log-fixture';
import { Projection } from './projection';

describe('rule 12: reading from three nodes', () => {
  let cluster: NatsCluster;
  let database: TestDatabase;
  let replica: Replica;
  beforeAll(async () => {
    [cluster, database] = await Promise.all([testNatsCluster(), testDatabase()]);
    const natsUrl = cluster.urls.join(',');
    replica = await openReplica({ natsUrl, databaseUrl: database.url, partitions: 2, streamReplicas: 3 });
    await replica.messaging.ensureStreams();
  });
  afterAll(async () => {
    await replica.close();
    await cluster.stop();
    await database.drop();
  });

  it('rule 12: each node dies in turn, the one with the reader’s consumer among them; every event counts once, in order', async () => {
    const locks = new AdvisoryLocks(database.url, 'cluster');
    const projection = new Projection({
      ...replica,
      locks,
      name: 'reader',
      stream: 'STATION',
      apply: (batch, tx) => writeApplied(batch, tx.em),
    });
    await projection.start();
    const js = replica.messaging.nc.jetstream({ timeout: 1_000 });
    const applied = async () => replica.dataSource.query<{ label: string }[]>('SELECT label FROM applied ORDER BY at');
    let appended = 0;
    const append = async () => {
      const payload = JSON.stringify({ v: 1, events: [labelled(`${appended}`)] });
      // As the gateway does: the same id until it has its PubAck (rule 2).
      const publish = () => js.publish('station.0', payload, { msgID: `id-${appended}` });
      await until(() => publish().then(Boolean, () => false));
      appended++;
    };
    for (const server of cluster.servers) {
      for (let i = 0; i < 20; i++) await append();
      server.kill('SIGKILL');
      for (let i = 0; i < 20; i++) await append();
      await until(async () => (await applied()).length >= appended);
      await restartKilled(server);
    }
    expect((await applied()).map((row) => row.label)).toEqual(Array.from({ length: appended }, (_, i) => `${i}`));
    await until(() => Promise.resolve(projection.state().ready));
    expect(projection.state()).toEqual({ ready: true, halted: false });
    await projection.stop();
    await locks.close();
  });
});
