import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import { DiscardPolicy, nanos, type JetStreamManager } from 'nats';
import type { Messaging } from '../messaging';
import { closeConnections, connectTo } from '../testing/connections';
import { subjectsOverlap } from './stream-definitions';
import { decideSizes } from './stream-limits';

const MiB = 1024 ** 2;

describe('streams', () => {
  let server: EmbeddedServer;
  let messaging: Messaging;
  let jsm: JetStreamManager;

  beforeEach(async () => {
    server = await testNats({ jetstream: { maxStoreBytes: 4096 * MiB } });
    messaging = await connectTo(server.url);
    jsm = await messaging.nc.jetstreamManager({ timeout: 30_000 });
  });

  afterEach(async () => {
    await closeConnections();
    await server.stop();
  });

  it('rule 6: STATION and FACT refuse new records when full, TRACE drops its oldest; all are bounded and fit the store', async () => {
    await messaging.ensureStreams();
    const [station, fact, trace] = await Promise.all(
      ['STATION', 'FACT', 'TRACE'].map(async (name) => (await jsm.streams.info(name)).config),
    );
    const promised = { discard: DiscardPolicy.New, max_age: nanos(35 * 24 * 3600_000) };
    expect(station).toMatchObject({ subjects: ['station.*'], ...promised });
    expect(fact).toMatchObject({ subjects: ['fact.*'], ...promised });
    expect(trace).toMatchObject({ subjects: ['trace.>'], discard: DiscardPolicy.Old });
    const sizes = [station, fact, trace].map((config) => config!.max_bytes);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(sizes.reduce((sum, bytes) => sum + bytes)).toBeLessThan(4096 * MiB);
  });

  it('rule 6: sizes that do not fit the store are refused, and named sizes are never shrunk', async () => {
    const limits = { stationMaxBytes: 3000 * MiB, factMaxBytes: 1000 * MiB, traceMaxBytes: 100 * MiB };
    await expect(messaging.ensureStreams({ ...limits, storeBytes: 4096 * MiB })).rejects.toMatchObject({
      name: 'StreamsRefused',
      message: expect.stringContaining('lower their max_bytes'),
    });
    await expect(messaging.ensureStreams(limits)).rejects.toThrow('no room for 104857600 bytes of TRACE');
    expect(() => decideSizes({ stationMaxBytes: 80 }, 100)).toThrow('130 bytes of a store of 100');
    expect(decideSizes({}, 1_000)).toEqual({ station: 350, fact: 400, trace: 100 });
  });

  it('rule 6: what an operator changed stays as it is', async () => {
    await messaging.ensureStreams();
    await jsm.streams.update('STATION', { max_bytes: 20 * MiB, max_age: nanos(3600_000) });
    await messaging.ensureStreams({ stationMaxBytes: 40 * MiB });
    const { config } = await jsm.streams.info('STATION');
    expect(config).toMatchObject({ max_bytes: 20 * MiB, max_age: nanos(3600_000) });
  });

  it('rule 6: a stream without a bound, or one that forgets what was promised, is refused', async () => {
    await messaging.ensureStreams();
    await jsm.streams.update('TRACE', { max_bytes: -1 });
    await expect(messaging.ensureStreams()).rejects.toThrow('TRACE has no max_bytes');
    await jsm.streams.update('TRACE', { max_bytes: 10 * MiB });
    await jsm.streams.update('FACT', { discard: DiscardPolicy.Old });
    await expect(messaging.ensureStreams()).rejects.toThrow('FACT must have retention limits and discard new');
  });

  it('rule 6: the alarm rings at 70 % of STATION, for unbounded streams and for a store promised twice', async () => {
    await messaging.ensureStreams({ stationMaxBytes: 20_000, factMaxBytes: 2800 * MiB });
    await expect(messaging.checkStreams()).resolves.toEqual([]);
    const js = messaging.nc.jetstream({ timeout: 30_000 });
    for (let n = 0; n < 13; n++) await js.publish('station.0', new Uint8Array(1_000));
    await expect(messaging.checkStreams()).resolves.toEqual([]);
    await js.publish('station.0', new Uint8Array(1_000));
    await expect(messaging.checkStreams()).resolves.toMatchObject([{ stream: 'STATION', kind: 'filling' }]);
    await jsm.streams.add({ name: 'OTHER', subjects: ['other'] });
    await messaging.ensureStreams({ storeBytes: 3500 * MiB });
    await jsm.streams.add({ name: 'MORE', subjects: ['more'], max_bytes: 500 * MiB });
    const kinds = (await messaging.checkStreams()).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['filling', 'unbounded', 'overcommitted']));
  });

  it('rule 7: a process with another number of partitions refuses to start', async () => {
    await messaging.ensureStreams();
    const other = await connectTo(server.url, { partitions: 16 });
    await expect(other.ensureStreams()).rejects.toMatchObject({
      name: 'StreamsRefused',
      message: expect.stringContaining('PARTITIONS is 16 here, but stream STATION was made for 4'),
    });
    const { config } = await jsm.streams.info('STATION');
    expect(config.metadata?.['chargebus.partitions']).toBe('4');
  });

  it('rule 7: of several processes that start at once those with the same partitions work, the others refuse', async () => {
    const processes = await Promise.all(
      Array.from({ length: 8 }, (_, n) => connectTo(server.url, { partitions: n % 2 === 0 ? 4 : 16 })),
    );
    const results = await Promise.allSettled(processes.map((process) => process.ensureStreams()));
    const refusals = results.filter((result) => result.status === 'rejected').map(({ reason }) => String(reason));
    for (const refusal of refusals) expect(refusal).toContain('StreamsRefused: PARTITIONS is');
    const started = processes.filter((_, n) => results[n]!.status === 'fulfilled').map(({ partitions }) => partitions);
    expect(started).toHaveLength(4);
    expect(new Set(started).size).toBe(1);
  });

  it('rule 7: a STATION that somebody else made is refused', async () => {
    await jsm.streams.add({ name: 'STATION', subjects: ['station.*'], max_bytes: 1_000_000 });
    await expect(messaging.ensureStreams()).rejects.toThrow('no metadata chargebus.partitions');
  });

  it.each(['command.>', 'ask.registry.*', 'command.default.CP1', 'ask.*.boot', 'ask.>'])(
    'rule 7: a stream that stores %s is refused, for its acknowledgement would pass for an answer',
    async (subject) => {
      await jsm.streams.add({ name: 'BAD', subjects: ['fine', subject], max_bytes: 1_000 });
      await expect(messaging.ensureStreams()).rejects.toThrow(`stream BAD stores ${subject}`);
    },
  );

  it('rule 8: a stream tells its epoch and where it stands', async () => {
    await messaging.ensureStreams();
    const empty = await messaging.streamEpoch('STATION');
    expect(empty).toEqual({ epoch: expect.stringMatching(/^STATION@\d{13}$/), firstSeq: 1, lastSeq: 0 });
    for (let n = 0; n < 3; n++) await messaging.nc.jetstream({ timeout: 30_000 }).publish('station.1', 'x');
    await jsm.streams.purge('STATION', { seq: 3 });
    await expect(messaging.streamEpoch('STATION')).resolves.toEqual({ ...empty, firstSeq: 3, lastSeq: 3 });
    server.kill('SIGKILL');
    await server.restart();
    expect(await messaging.untilHealthy(10_000)).toBe(true);
    await expect(messaging.streamEpoch('STATION')).resolves.toEqual({ ...empty, firstSeq: 3, lastSeq: 3 });
  });

  it.each([
    ['a.b', 'a.b', true],
    ['a.*', 'a.b', true],
    ['a.>', 'a', false],
    ['>', 'a.b', true],
    ['a.*.c', 'a.b.*', true],
    ['a.b', 'a.b.c', false],
    ['a.*', 'b.>', false],
  ])('%s and %s: some subject matches both is %s', (a, b, overlap) => {
    expect(subjectsOverlap(a, b)).toBe(overlap);
    expect(subjectsOverlap(b, a)).toBe(overlap);
  });
});
