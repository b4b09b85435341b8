import { OutboxRelay, Projection } from '../index';
import { labelOf, openReplica, writeApplied, type Replica } from './log-fixture';

/** Started by tests as a process of its own: works until the moment they ask about, and dies there by SIGKILL. */
const [what, natsUrl, databaseUrl] = process.argv.slice(2) as [string, string, string];
const die = (): void => process.kill(process.pid, 'SIGKILL') as unknown as void;

async function main(): Promise<void> {
  const replica = await openReplica({ natsUrl, databaseUrl, partitions: 4 });
  if (what === 'between-apply-and-commit') await readAndDie(replica);
  else if (what === 'after-commit') await commitAndDie(replica);
  else await publishAndDie(replica);
}

async function readAndDie(replica: Replica): Promise<void> {
  const projection = new Projection({
    ...replica,
    name: 'reader',
    stream: 'STATION',
    apply: async (batch, tx) => {
      await writeApplied(batch, tx.em);
      if (batch.some((at) => labelOf(at.event) === 'last')) die();
    },
  });
  await projection.start();
}

async function commitAndDie(replica: Replica): Promise<void> {
  replica.dataSource.subscribers.push({
    afterTransactionCommit: ({ queryRunner }) => {
      if (queryRunner.data['applied'] === true) die();
    },
  });
  const projection = new Projection({
    ...replica,
    name: 'reader',
    stream: 'STATION',
    apply: async (batch, tx) => {
      await writeApplied(batch, tx.em);
      if (tx.em.queryRunner) tx.em.queryRunner.data['applied'] = true;
    },
  });
  await projection.start();
}

async function publishAndDie(replica: Replica): Promise<void> {
  const { nc } = replica.messaging;
  const jetstream = nc.jetstream.bind(nc);
  nc.jetstream = (options) => {
    const js = jetstream(options);
    const publish = js.publish.bind(js);
    js.publish = async (...args) => {
      const ack = await publish(...args);
      die();
      return ack;
    };
    return js;
  };
  new OutboxRelay({ ...replica, name: 'test' }).start();
}

void main();
