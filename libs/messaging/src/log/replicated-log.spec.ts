import { testNatsCluster } from '@chargebus/embedded-infra';
import type { Messaging } from '../messaging';
import { closeConnections, connectTo } from '../testing/connections';
import { messageEvent, startedEvent } from '../testing/events';
import { actionsIn, readLog } from '../testing/read-log';
import { TcpProxy } from '../testing/tcp-proxy';
import { answered, until } from '../testing/until';
import { GroupAppender } from './group-appender';

describe('a log on three nodes', () => {
  let cluster: Awaited<ReturnType<typeof testNatsCluster>>;
  const appenders: GroupAppender[] = [];
  const proxies: TcpProxy[] = [];

  beforeAll(async () => {
    cluster = await testNatsCluster();
  });

  afterEach(async () => {
    await Promise.all(appenders.splice(0).map((appender) => appender.drain(1_000)));
    await closeConnections();
    await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()));
  });

  afterAll(() => cluster.stop());

  const connectAll = () => connectTo(cluster.urls.join(','), { replicas: 3 });
  const leaderOf = async ({ nc }: Messaging) => {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const { cluster: nodes } = await answered(() => jsm.streams.info('STATION'));
    return { leader: nodes?.leader, current: nodes?.replicas?.every(({ current }) => current) ?? false };
  };
  const appenderOn = (messaging: Messaging, ackTimeoutMs = 5_000) => {
    const appender = new GroupAppender({ messaging, ackTimeoutMs });
    appenders.push(appender);
    return appender;
  };

  it('rule 7: processes that start at once on a fresh cluster agree on the streams', async () => {
    const processes = await Promise.all(
      [4, 16, 4, 16].map((partitions) => connectTo(cluster.urls.join(','), { replicas: 3, partitions })),
    );
    const results = await Promise.allSettled(processes.map((process) => process.ensureStreams()));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(2);
    for (const { reason } of refused) expect(String(reason)).toContain('StreamsRefused: PARTITIONS is');
    // The tests below work with four partitions, whoever was first.
    const jsm = await processes[0]!.nc.jetstreamManager({ timeout: 30_000 });
    for (const stream of ['STATION', 'FACT', 'TRACE']) await jsm.streams.delete(stream);
    await processes[0]!.ensureStreams();
    expect((await jsm.streams.info('STATION')).config.num_replicas).toBe(3);
  });

  it('rule 3: "duplicate in process" is tried again with the same id until the first record is stored', async () => {
    const watcher = await connectAll();
    await until(async () => (await leaderOf(watcher)).current, 'all replicas are current');
    const { leader } = await leaderOf(watcher);
    const leaderIndex = Number(leader!.split('-')[1]) - 1;
    // Both gateways talk to the leader; the line of the second one is listened to.
    const proxy = await TcpProxy.start(cluster.urls[leaderIndex]!);
    proxies.push(proxy);
    let inProcess = 0;
    proxy.onServerData = (data) => (inProcess += data.includes('10158') ? 1 : 0);
    const [first, second] = [await connectTo(cluster.urls[leaderIndex]!), await connectTo(proxy.url)];
    const [a, b] = [appenderOn(first), appenderOn(second)];
    await Promise.all([a.append(messageEvent('CP1', 'a')), b.append(messageEvent('CP1', 'b'))]);

    // With its followers frozen the leader cannot finish the first record.
    const followers = cluster.servers.filter((_, n) => n !== leaderIndex);
    await Promise.all(followers.map((follower) => follower.freeze()));
    const original = a.appendAlone(startedEvent('CP1', { fingerprint: 'f1', linkId: 'first' }), 'f1');
    await first.nc.flush();
    const repeat = b.appendAlone(startedEvent('CP1', { fingerprint: 'f1', linkId: 'second' }), 'f1');
    await until(() => inProcess >= 2, 'the second gateway was told twice that the start is in process');
    for (const follower of followers) follower.thaw();

    const [one, two] = await Promise.all([original, repeat]);
    expect(two.seq).toBe(one.seq);
    // A leader that is frozen out for long steps down and forgets what was in process: then the second may be stored first.
    expect(two.event).toEqual(one.event);
    expect(one.duplicate || two.duplicate).toBe(true);
    expect(actionsIn(await readLog(first)).filter((kind) => kind === 'station.transaction.started')).toHaveLength(1);
  });

  it('rule 2: with the leader killed while gateways append, every event is stored once and in order', async () => {
    const gateways = [await connectAll(), await connectAll()];
    const pair = gateways.map((messaging) => appenderOn(messaging, 1_000));
    const appends: Promise<unknown>[] = [];
    let n = 0;
    const feed = setInterval(() => {
      pair.forEach((appender, g) => appends.push(appender.append(messageEvent(`S${g}`, `S${g}:${n}`))));
      n++;
    }, 5);
    await until(() => n > 50, 'events are under way');
    await until(async () => (await leaderOf(gateways[0]!)).leader !== undefined, 'the log has a leader');
    const { leader } = await leaderOf(gateways[0]!);
    const victim = cluster.servers[Number(leader!.split('-')[1]) - 1]!;
    victim.kill('SIGKILL');
    const killedAt = n;
    await until(() => n > killedAt + 200, 'a second has passed without the leader');
    await victim.restart();
    clearInterval(feed);
    await Promise.all(appends);
    const watcher = await connectAll();
    const actions = actionsIn(await readLog(watcher));
    for (const station of ['S0', 'S1']) {
      const own = actions.filter((action) => action.startsWith(`${station}:`));
      expect(own).toEqual(Array.from({ length: n }, (_, i) => `${station}:${i}`));
    }
  });
});
