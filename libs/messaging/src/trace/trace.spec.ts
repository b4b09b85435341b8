import type { TraceEntry } from '@chargebus/contracts';
import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import type { Messaging, TracePlace } from '../messaging';
import { closeConnections, connectTo } from '../testing/connections';
import { until } from '../testing/until';
import { keepTrace } from './trace-retention';

const entry = (n: number, at: string, stationId = 'CP 1.*'): TraceEntry => ({
  tenantId: 'default',
  stationId,
  at,
  linkId: 'link-1',
  direction: n % 2 === 0 ? 'in' : 'out',
  frame: `[2,"${n}","Heartbeat",{}]`,
  action: 'Heartbeat',
});

describe('the trace', () => {
  let server: EmbeddedServer;
  let messaging: Messaging;

  beforeEach(async () => {
    server = await testNats();
    messaging = await connectTo(server.url);
    await messaging.ensureStreams();
  });

  afterEach(async () => {
    await closeConnections();
    await server.stop();
  });

  const CP = { tenantId: 'default', stationId: 'CP 1.*' };
  const tracedAt = async (times: string[]) => {
    times.forEach((at, n) => messaging.trace(entry(n, at)));
    messaging.trace(entry(99, times[0]!, 'CP2'));
    await until(
      async () => (await messaging.readTrace({ ...CP, limit: 5_000 })).entries.length === times.length,
      'all are stored',
    );
  };
  const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000).toISOString();
  const seconds = (n: number) => new Date(Date.now() - 60_000 + n * 1_000).toISOString();

  it('keeps the frames of a station, oldest first, and of no other', async () => {
    const times = [seconds(1), seconds(2), seconds(3)];
    await tracedAt(times);
    const { entries: read } = await messaging.readTrace({ ...CP, from: times[0], limit: 10 });
    expect(read).toEqual(times.map((at, n) => entry(n, at)));
  });

  it('reads from a time to a time, and no more than wanted', async () => {
    const times = Array.from({ length: 10 }, (_, n) => seconds(n));
    await tracedAt(times);
    const { entries: read } = await messaging.readTrace({ ...CP, from: times[2], to: times[8], limit: 4 });
    expect(read.map(({ at }) => at)).toEqual(times.slice(2, 6));
  });

  it('gives the newest when no start is named', async () => {
    const times = [minutesAgo(50), ...Array.from({ length: 1_300 }, (_, n) => seconds(n / 100))];
    await tracedAt(times);
    const { entries: read } = await messaging.readTrace({ ...CP, limit: 3 });
    expect(read.map(({ at }) => at)).toEqual(times.slice(-3));
    const { entries: before } = await messaging.readTrace({ ...CP, to: times[2], limit: 2 });
    expect(before.map(({ at }) => at)).toEqual(times.slice(0, 2));
  });

  it('tells every frame once, page by page, also where those of two gateways are stored out of the order of their times', async () => {
    const other = await connectTo(server.url);
    const [early, late] = [seconds(1), seconds(2)];
    const told = (n: number, at: string) => ({ ...entry(n, at), action: n % 3 === 0 ? 'Heartbeat' : 'MeterValues' });
    // Twice a message of each: the one that is stored first has the later frames.
    for (let n = 0; n < 40; n += 10) {
      for (let i = 0; i < 10; i++) (n % 20 === 0 ? messaging : other).trace(told(n + i, n % 20 === 0 ? late : early));
      const count = async () => (await messaging.readTrace({ ...CP, limit: 100 })).entries.length;
      await until(async () => (await count()) === n + 10, 'they are stored');
    }
    for (const action of [undefined, 'Heartbeat']) {
      for (const limit of [1, 7, 10, 40]) {
        const frames: string[] = [];
        let place: TracePlace | undefined;
        do {
          const page = await messaging.readTrace({ ...CP, from: early, action, limit, place });
          expect(page.entries.map(({ at }) => at)).toEqual(page.entries.map(({ at }) => at).sort());
          frames.push(...page.entries.map(({ frame }) => frame));
          place = page.next ?? undefined;
        } while (place !== undefined);
        const wanted = Array.from({ length: 40 }, (_, n) => told(n, early)).filter(
          (one) => (action ?? one.action) === one.action,
        );
        expect(frames.sort()).toEqual(wanted.map(({ frame }) => frame).sort());
      }
    }
  });

  it('sends the frames of a station that come close together in one message', async () => {
    await tracedAt(Array.from({ length: 20 }, (_, n) => seconds(n)));
    const jsm = await messaging.nc.jetstreamManager({ timeout: 30_000 });
    expect((await jsm.streams.info('TRACE')).state.messages).toBe(2);
  });

  it('keeps frames for as long and as many as it is told, and leaves what is not told as it is', async () => {
    const limits = async () => {
      const jsm = await messaging.nc.jetstreamManager({ timeout: 30_000 });
      const { max_age, max_bytes } = (await jsm.streams.info('TRACE')).config;
      return { hours: max_age / 1e9 / 3600, bytes: max_bytes };
    };
    const before = await limits();
    expect(before.hours).toBe(7 * 24);
    expect(await keepTrace(messaging, {})).toBe(false);
    expect(await keepTrace(messaging, { maxAgeMs: 60_000 })).toBe(true);
    expect(await limits()).toEqual({ hours: 1 / 60, bytes: before.bytes });
    expect(await keepTrace(messaging, { maxAgeMs: 3600_000, maxBytes: 64 * 1024 })).toBe(true);
    expect(await limits()).toEqual({ hours: 1, bytes: 64 * 1024 });
    expect(await keepTrace(messaging, { maxAgeMs: 3600_000, maxBytes: 64 * 1024 })).toBe(false);

    const frame = 'x'.repeat(20_000);
    for (let n = 0; n < 10; n++) messaging.trace({ ...entry(n, seconds(n)), stationId: `CP-${n}`, frame });
    const newest = { tenantId: 'default', stationId: 'CP-9', limit: 1 };
    await until(async () => (await messaging.readTrace(newest)).entries.length === 1, 'the newest frame is stored');
    expect((await messaging.readTrace({ ...newest, stationId: 'CP-0' })).entries).toEqual([]);
    await expect(keepTrace(messaging, { maxBytes: 1024 ** 5 })).rejects.toThrow(/storage|resources/i);
  });

  it('rule 6: never waits: with NATS away or frozen it drops, counts and keeps little in memory', async () => {
    await server.freeze();
    const frame = 'x'.repeat(60_000);
    for (let n = 0; n < 2_000; n++) {
      messaging.trace({ ...entry(n, seconds(n / 100)), frame });
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    // 120 MB were traced, some MiB of them may be on their way.
    expect(messaging.tracesDropped()).toBeGreaterThan(1_700);
    server.thaw();
    server.kill('SIGKILL');
    await until(() => !messaging.healthy(), 'the client lost the server');
    const before = messaging.tracesDropped();
    messaging.trace(entry(1, seconds(1)));
    expect(messaging.tracesDropped()).toBe(before + 1);
    await server.restart();
    expect(await messaging.untilHealthy(10_000)).toBe(true);
    await until(async () => {
      messaging.trace(entry(1, seconds(1)));
      return (await messaging.readTrace({ ...CP, limit: 1 })).entries.at(0)?.frame === entry(1, '').frame;
    }, 'traces arrive again');
  });
});
