import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import { nanos } from 'nats';
import type { Messaging } from '../messaging';
import { closeConnections, connectTo, RecordedLog } from '../testing/connections';
import { messageEvent, startedEvent, stationsOf } from '../testing/events';
import { actionsIn, readLog } from '../testing/read-log';
import { TcpProxy } from '../testing/tcp-proxy';
import { settled, until } from '../testing/until';
import { GroupAppender, type GroupAppenderOptions } from './group-appender';

describe('appending while NATS fails', () => {
  let server: EmbeddedServer;
  let proxy: TcpProxy;
  /** Through the proxy. */
  let messaging: Messaging;
  /** Straight to the server. */
  let witness: Messaging;
  let log: RecordedLog;
  const appenders: GroupAppender[] = [];
  const appenderWith = (o: Partial<GroupAppenderOptions> = {}) => {
    const appender = new GroupAppender({ messaging, ...o });
    appenders.push(appender);
    return appender;
  };

  beforeEach(async () => {
    server = await testNats();
    proxy = await TcpProxy.start(server.url);
    log = new RecordedLog();
    messaging = await connectTo(proxy.url, { logger: log });
    witness = await connectTo(server.url);
    await messaging.ensureStreams();
  });

  afterEach(async () => {
    await Promise.all(appenders.splice(0).map((appender) => appender.drain(500)));
    await closeConnections();
    await proxy.stop();
    await server.stop();
  });

  const stored = async () => (await witness.streamEpoch('STATION')).lastSeq;

  it('rule 2: a record whose ack was lost is sent again unchanged and counts once; nothing overtakes it', async () => {
    const appender = appenderWith({ ackTimeoutMs: 300 });
    await appender.append(messageEvent('CP1', 'warm-up'));
    let sends = 0;
    proxy.onClientData = (data) => (sends += data.toString('latin1').split('HPUB station.').length - 1);
    proxy.muteServer = true;
    const first = appender.append(messageEvent('CP1', 'first'));
    await until(async () => (await stored()) === 2, 'the first record is stored');
    // Re-grouping would put these into the record that is stored already.
    const rest = ['second', 'third'].map((action) => appender.append(messageEvent('CP1', action)));
    await until(() => sends >= 3, 'the record was sent three times');
    expect(await settled(first)).toBe(false);
    expect(await stored()).toBe(2);
    proxy.muteServer = false;
    await expect(first).resolves.toMatchObject({ seq: 2, index: 0 });
    await Promise.all(rest);
    const records = await readLog(witness);
    expect(actionsIn(records)).toEqual(['warm-up', 'first', 'second', 'third']);
    expect(records).toHaveLength(3);
  });

  it('rule 2: a record in flight is sent again at once on reconnect, not at the timeout', async () => {
    const appender = appenderWith({ ackTimeoutMs: 600_000 });
    await appender.append(messageEvent('CP1', 'warm-up'));
    proxy.muteServer = true;
    const inFlight = appender.append(messageEvent('CP1', 'in flight'));
    await until(async () => (await stored()) === 2, 'the record is stored');
    proxy.cut();
    await until(() => !messaging.healthy(), 'the client sees the cut');
    const meanwhile = appender.append(messageEvent('CP1', 'meanwhile'));
    proxy.muteServer = false;
    proxy.open();
    await expect(inFlight).resolves.toMatchObject({ seq: 2 });
    await meanwhile;
    expect(actionsIn(await readLog(witness))).toEqual(['warm-up', 'in flight', 'meanwhile']);
  });

  it('rule 2: with the server killed again and again every event is stored once and in order', async () => {
    const appender = appenderWith({ ackTimeoutMs: 500 });
    const stations = [0, 1, 2, 3].flatMap((partition) => stationsOf(partition, 4, 2));
    const appends: Promise<unknown>[] = [];
    let n = 0;
    const feed = setInterval(() => {
      for (const station of stations) appends.push(appender.append(messageEvent(station, `${station}:${n}`)));
      n++;
    }, 2);
    for (let kills = 0; kills < 3; kills++) {
      const before = n;
      await until(() => n > before + 30, 'events are under way');
      server.kill('SIGKILL');
      await until(() => !messaging.healthy(), 'the client lost the server');
      await server.restart();
      await until(() => messaging.healthy(), 'the client is back');
    }
    clearInterval(feed);
    await Promise.all(appends);
    await until(() => witness.healthy(), 'the witness is back');
    const actions = actionsIn(await readLog(witness));
    expect(actions).toHaveLength(appends.length);
    for (const station of stations) {
      const own = actions.filter((action) => action.startsWith(`${station}:`));
      expect(own).toEqual(Array.from({ length: n }, (_, i) => `${station}:${i}`));
    }
  });

  it('rule 3: a start whose ack was lost keeps its label when it is sent again', async () => {
    const appender = appenderWith({ ackTimeoutMs: 200 });
    await appender.append(messageEvent('CP1', 'warm-up'));
    proxy.muteServer = true;
    const start = appender.appendAlone(startedEvent('CP1', { fingerprint: 'f1' }), 'f1');
    await until(async () => (await stored()) === 2, 'the start is stored');
    proxy.muteServer = false;
    await expect(start).resolves.toMatchObject({ seq: 2, event: startedEvent('CP1', { fingerprint: 'f1' }) });
    expect(await stored()).toBe(2);
  });

  it('rule 4: a frozen server makes the log unreachable after the time given, and reachable with the next ack', async () => {
    const appender = appenderWith({ ackTimeoutMs: 200, unreachableAfterMs: 600 });
    const told: string[] = [];
    appender.onUnreachable(() => told.push('unreachable'));
    appender.onReachable(() => told.push('reachable'));
    await appender.append(messageEvent('CP1', 'a'));
    await server.freeze();
    const startedAt = Date.now();
    const waiting = appender.append(messageEvent('CP1', 'b'));
    await until(() => !appender.reachable, 'the log is unreachable');
    // Not by the first ack that is late: that is known after 200 ms.
    expect(Date.now() - startedAt).toBeGreaterThan(400);
    expect(await settled(waiting)).toBe(false);
    server.thaw();
    await waiting;
    expect(appender.reachable).toBe(true);
    expect(told).toEqual(['unreachable', 'reachable']);
    expect(actionsIn(await readLog(witness))).toEqual(['a', 'b']);
  });

  it('rule 4: a log that nobody writes to is not unreachable', async () => {
    const appender = appenderWith({ unreachableAfterMs: 100 });
    proxy.cut();
    await until(() => !messaging.healthy(), 'the client sees the cut');
    const quietSince = Date.now();
    await until(() => Date.now() - quietSince > 400, 'four times the limit has passed');
    expect(appender.reachable).toBe(true);
  });

  it('rule 6: a full STATION answers nobody, forgets nothing and takes the waiting record once there is room', async () => {
    const jsm = await witness.nc.jetstreamManager({ timeout: 30_000 });
    await jsm.streams.update('STATION', { max_bytes: 20_000 });
    const appender = appenderWith({ unreachableAfterMs: 500 });
    const payload = { text: 'x'.repeat(5_000) };
    const appends: Promise<unknown>[] = [];
    while (appender.reachable && appends.length < 5) {
      const append = appender.append(messageEvent('CP1', `A${appends.length}`, payload));
      appends.push(append);
      await until(async () => (await settled(append)) || !appender.reachable, 'it is stored or the log unreachable');
    }
    expect(appends).toHaveLength(4);
    expect(appender.reachable).toBe(false);
    expect(log.lines.join('\n')).toContain('maximum bytes exceeded');
    expect(actionsIn(await readLog(witness))).toEqual(['A0', 'A1', 'A2']);
    await jsm.streams.update('STATION', { max_bytes: 200_000 });
    await Promise.all(appends);
    expect(actionsIn(await readLog(witness))).toEqual(['A0', 'A1', 'A2', 'A3']);
  });

  it('rule 5: ids are remembered for minutes, longer than any resend', async () => {
    const jsm = await witness.nc.jetstreamManager({ timeout: 30_000 });
    const { config } = await jsm.streams.info('STATION');
    expect(config.duplicate_window).toBe(nanos(5 * 60_000));
    await expect(messaging.ensureStreams({ dedupeMs: 10_000 })).rejects.toThrow('dedupe window must be at least');
  });
});
