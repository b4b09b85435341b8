import { LogFixture, labelled, restartKilled, until } from '../testing/log-fixture';
import { TcpProxy } from '../testing/tcp-proxy';
import { RecordReader } from './record-reader';

/** The client gives a fetch of 2 s 5 % more. */
const LONGER_THAN_A_FETCH_MS = 2_300;

describe('rule 12: bounded reads, and partitions shared fairly', () => {
  let log: LogFixture;
  beforeAll(async () => (log = await LogFixture.start()));
  afterEach(() => log.reset());
  afterAll(() => log.stop());

  const heldBy = async (projections: { lag(): Promise<{ heldHere: boolean }[]> }[]) =>
    Promise.all(projections.map(async (one) => (await one.lag()).filter((lag) => lag.heldHere).length));

  it('rule 12: a reader whose batches do not get on fetches no more than it may keep in memory', async () => {
    const js = log.first.messaging.nc.jetstream({ timeout: 30_000 });
    const payload = 'x'.repeat(40_000);
    for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 100 }, () => js.publish('station.0', payload)));
    const reader = await RecordReader.open(
      log.first.messaging,
      { stream: 'STATION', subjects: ['station.0'], from: 1 },
      () => undefined,
    );
    const consumers = (await log.manager()).consumers;
    const [consumer] = await consumers.list('STATION').next();
    // Nothing more comes: no fetch is open, and the same number was delivered at each of fifty looks.
    let delivered = 0;
    let same = 0;
    await until(async () => {
      const info = await consumers.info('STATION', consumer!.name);
      same = info.num_waiting === 0 && info.delivered.consumer_seq === delivered ? same + 1 : 0;
      delivered = info.delivered.consumer_seq;
      return delivered > 0 && same === 50;
    });
    expect(delivered * 40_000).toBeLessThan(13 * 1024 * 1024);

    // What was there is read in order to the end, as room is made.
    const seqs: number[] = [];
    await until(() => seqs.push(...reader.take(100_000).map((record) => record.seq)) === 1_000);
    expect(seqs).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
    reader.close();
  });

  it('rule 12: a reconnect reopens every reader from its stored offset', async () => {
    const projection = log.projection();
    await projection.start();
    for (let i = 0; i < 20; i++) await log.append(i % 4, [labelled(`${i}`)]);
    await log.untilApplied(20);
    log.nats.kill('SIGKILL');
    await until(() => !log.first.messaging.healthy());
    await restartKilled(log.nats);
    await until(() => log.first.messaging.healthy());
    for (let i = 20; i < 40; i++) await log.append(i % 4, [labelled(`${i}`)]);
    await log.untilApplied(40);
    expect((await log.applied()).map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it('rule 12: a connection cut on the way, with the server alive, loses and doubles nothing, and the reader is a new one', async () => {
    const proxy = await TcpProxy.start(log.nats.url);
    const cutOff = await log.replica(proxy.url);
    await log.projection({}, cutOff).start();
    const readers = async () => (await (await log.manager()).consumers.list('STATION').next()).map(({ name }) => name);
    let appended = 0;
    const append = async (count: number) => {
      for (const end = appended + count; appended < end; appended++)
        await log.append(appended % 4, [labelled(`${appended}`)]);
    };
    await append(4);
    await log.untilApplied(4);
    const before = await readers();
    // What the server sends from now on is lost, while it believes to have delivered it.
    proxy.muteServer = true;
    await append(20);
    proxy.cut();
    await append(20);
    proxy.muteServer = false;
    proxy.open();
    await append(20);
    await log.untilApplied(64);
    await append(4);
    await log.untilApplied(68);
    expect((await log.applied()).map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 68 }, (_, i) => i));
    await until(async () => (await readers()).length === 1);
    expect(await readers()).not.toEqual(before);
    await proxy.stop();
  });

  it('rule 12: what is lost as a fetch ends in a process that stands still is read again at once, and is no failure', async () => {
    const projection = log.projection();
    await projection.start();
    await log.append(0, [labelled('0')]);
    await log.untilApplied(1);
    let appended = 1;
    await until(async () => {
      const append = log.append(appended % 4, [labelled(`${appended++}`)]);
      await new Promise(setImmediate); // it is on its way
      const end = performance.now() + LONGER_THAN_A_FETCH_MS;
      while (performance.now() < end);
      await append;
      await log.untilApplied(appended);
      return projection.counts.reopened > 0;
    });
    expect(projection.counts.failures).toBe(0);
    expect(projection.state()).toEqual({ ready: true, halted: false });
    expect((await log.applied()).map(Number)).toHaveLength(appended);
  });

  it('rule 12: replicas share the partitions, and take over from one that stops', async () => {
    const one = log.projection();
    await one.start();
    await until(async () => (await heldBy([one])).join() === '4');
    const two = log.projection({}, await log.replica());
    await two.start();
    await until(async () => (await heldBy([one, two])).join() === '2,2');
    const three = log.projection({}, await log.replica());
    await three.start();
    await until(async () => (await heldBy([one, two, three])).sort().join() === '1,1,2');
    for (let i = 0; i < 40; i++) await log.append(i % 4, [labelled(`${i}`)]);
    await log.untilApplied(40);

    await two.stop();
    await until(async () => (await heldBy([one, three])).join() === '2,2');
    for (let i = 40; i < 80; i++) await log.append(i % 4, [labelled(`${i}`)]);
    await log.untilApplied(80);
    expect(new Set(await log.applied()).size).toBe(80);
    expect(await log.applied()).toHaveLength(80);
  });

  it('rule 12: a replica that dies without a word is replaced', async () => {
    const dying = await log.replica();
    const [one, two] = [log.projection(), log.projection({}, dying)];
    await Promise.all([one.start(), two.start()]);
    await until(async () => (await heldBy([one, two])).join() === '2,2');
    // Its connections end; no good-bye is said.
    await dying.messaging.nc.close();
    await dying.locks.close();
    await until(async () => (await heldBy([one])).join() === '4');
    for (let i = 0; i < 8; i++) await log.append(i % 4, [labelled(`${i}`)]);
    await log.untilApplied(8);
  });

  it('applies a record that arrives while it is idle within milliseconds', async () => {
    const projection = log.projection();
    await projection.start();
    await log.append(0, [labelled('warm-up')]);
    await log.untilApplied(1);
    const latencies: number[] = [];
    for (let i = 0; i < 30; i++) {
      const start = performance.now();
      const seq = await log.append(i % 4, [labelled(`${i}`)]);
      expect(await projection.waitFor(i % 4, seq, 30_000)).toBe(true);
      latencies.push(performance.now() - start);
    }
    // A busy machine may hold up nearly all of them; a reader that looks from time to time would hold up each.
    expect(Math.min(...latencies)).toBeLessThan(25);
  });
});
