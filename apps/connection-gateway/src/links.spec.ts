import { testNatsCluster } from '@chargebus/embedded-infra';
import type { StationEvent, StationEventOf } from '@chargebus/contracts';
import { PlainStation, startGateway, until, type RunningGateway } from './testing/running-gateway';

const boot = { chargePointVendor: 'Example', chargePointModel: 'One' };
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
const start = { connectorId: 1, idTag: 'CARD', meterStart: 10, timestamp: '2026-03-01T10:00:00.000Z' };

describe('links of stations', () => {
  let one: RunningGateway;
  let two: RunningGateway;
  beforeAll(async () => {
    one = await startGateway({ GATEWAY_ID: 'gw-1' });
    two = await startGateway({ GATEWAY_ID: 'gw-2' }, { beside: one });
  });
  afterAll(async () => {
    await two?.stop();
    await one?.stop();
  });
  const open: PlainStation[] = [];
  afterEach(() => {
    for (const { socket } of open.splice(0)) socket.terminate();
  });
  const connect = async (gateway: RunningGateway, id: string): Promise<PlainStation> => {
    const station = await PlainStation.connect(`${gateway.url}/${id}`);
    open.push(station);
    return station;
  };
  const loggedOf = async <K extends StationEvent['kind']>(id: string, kind: K): Promise<StationEventOf<K>[]> =>
    (await one.logged()).filter((event): event is StationEventOf<K> => event.stationId === id && event.kind === kind);
  /** Answers the platform's next call of ClearCache there, and gives the outcome of the command. */
  const cleared = async (station: PlainStation, id: string): Promise<string> => {
    const before = station.calls('ClearCache').length;
    const outcome = one.command(id, { type: 'clear-cache' });
    station.answer(await station.called('ClearCache', before + 1), { status: 'Accepted' });
    return (await outcome).status;
  };

  it.each([
    ['in one gateway', () => one],
    ['across gateways', () => two],
  ])('the newest link wins %s, and a late close of the older socket changes nothing', async (where, second) => {
    const id = `NEWEST ${where}`;
    const older = await connect(one, encodeURIComponent(id));
    await older.ask('BootNotification', boot);
    expect(await cleared(older, id)).toBe('accepted');
    // The older socket takes no part in its close: it ends late.
    older.socket.pause();
    const newer = await connect(second(), encodeURIComponent(id));
    expect(await cleared(newer, id)).toBe('accepted');
    older.socket.resume();
    expect(await until('the close', () => older.closed)).toEqual({
      code: 1008,
      reason: 'superseded by a newer connection of this station',
    });
    const [ended] = await until('the end of the older link', async () => {
      const events = await loggedOf(id, 'station.disconnected');
      return events.length > 0 && events;
    });
    const [first, last] = await loggedOf(id, 'station.connected');
    expect(ended?.link.id).toBe(first?.link.id);
    expect(ended?.link.id).not.toBe(last?.link.id);
    expect(await cleared(newer, id)).toBe('accepted');
    expect((await newer.ask('StatusNotification', status))[0]).toBe(3);
    expect(older.calls()).toHaveLength(1);
    const [reported] = await loggedOf(id, 'station.connector-status.reported');
    expect(reported?.link.id).toBe(last?.link.id);
  });

  it('a station that comes back without a boot is present again, is asked for nothing, and goes on', async () => {
    const station = await connect(one, 'AGAIN');
    await station.ask('BootNotification', boot);
    await station.ask('StatusNotification', status);
    station.socket.close();
    await until('the end of the link', async () => (await loggedOf('AGAIN', 'station.disconnected')).length > 0);
    const back = await connect(two, 'AGAIN');
    expect((await back.ask('StartTransaction', start))[2]).toMatchObject({ idTagInfo: { status: 'Accepted' } });
    expect(await cleared(back, 'AGAIN')).toBe('accepted');
    expect(back.calls().map(([, , action]) => action)).toEqual(['ClearCache']);
    const logged = (await one.logged()).filter(({ stationId }) => stationId === 'AGAIN');
    // Nothing but its own reports tells of its connectors.
    expect(logged.map(({ kind }) => kind).filter((kind) => kind !== 'station.seen')).toEqual([
      'station.connected',
      'station.booted',
      'station.connector-status.reported',
      'station.disconnected',
      'station.connected',
      'station.transaction.started',
    ]);
  });

  it('a station is disconnected when the registry says so, with the reason, and may come back if it is let in', async () => {
    const station = await connect(one, 'DELETED');
    await station.ask('BootNotification', boot);
    const outcome = await one.command('DELETED', { type: 'disconnect', reason: 'the station was deleted' });
    expect(outcome.status).toBe('accepted');
    expect(await until('the close', () => station.closed)).toEqual({ code: 1008, reason: 'the station was deleted' });
    expect(station.calls()).toEqual([]);
    const again = await connect(two, 'DELETED');
    expect((await again.ask('Heartbeat', {}))[0]).toBe(3);
  });

  it('a disconnected station that does not answer the close is cut off after 5 s', async () => {
    const station = await connect(one, 'DEAF');
    await station.ask('BootNotification', boot);
    station.socket.pause();
    await one.command('DEAF', { type: 'disconnect', reason: 'disabled' });
    const [ended] = await until('the end of the link', async () => {
      const events = await loggedOf('DEAF', 'station.disconnected');
      return events.length > 0 && events;
    });
    expect(ended?.data.code).toBe(1006);
  });

  it('a gateway that drains finishes the calls under way both ways, takes no new command, and closes with 1012', async () => {
    const leaving = await startGateway({ GATEWAY_ID: 'gw-3', DRAIN_S: 8 }, { beside: one });
    const busy = await connect(leaving, 'BUSY');
    await busy.ask('BootNotification', boot);
    const idle = await connect(leaving, 'IDLE');
    await idle.ask('BootNotification', boot);
    const outcome = one.command('BUSY', { type: 'clear-cache' });
    const call = await busy.called('ClearCache');

    const stopped = leaving.stopGateway();
    expect(await until('the close of the idle one', () => idle.closed)).toEqual({
      code: 1012,
      reason: 'the gateway restarts',
    });
    expect(busy.closed).toBeUndefined();
    const [, , started] = await busy.ask('StartTransaction', start);
    expect(started.idTagInfo.status).toBe('Accepted');
    // What is told to the station now waits for it to come back elsewhere.
    const later = one.command('BUSY', { type: 'reset', when: 'now' });
    busy.answer(call, { status: 'Accepted' });
    expect((await outcome).status).toBe('accepted');
    expect(await until('the close', () => busy.closed)).toMatchObject({ code: 1012 });
    const back = await connect(two, 'BUSY');
    const reset = await back.called('Reset');
    back.answer(reset, { status: 'Accepted' });
    expect((await later).status).toBe('accepted');
    expect(busy.calls('Reset')).toEqual([]);
    await stopped;
    expect(await loggedOf('IDLE', 'station.disconnected')).toHaveLength(1);
    expect((await loggedOf('BUSY', 'station.transaction.started')).length).toBe(1);
  });

  it('a gateway that drains spreads the closes over time, and lets nobody in meanwhile', async () => {
    const leaving = await startGateway({ GATEWAY_ID: 'gw-5', DRAIN_S: 8 }, { beside: one });
    const ids = Array.from({ length: 120 }, (_, n) => `MANY-${n}`);
    const stations = await Promise.all(ids.map((id) => connect(leaving, id)));
    const closedAt: number[] = [];
    for (const { socket } of stations) socket.once('close', () => closedAt.push(performance.now()));
    const stopped = leaving.stopGateway();
    await until('the first closes', () => closedAt.length > 0);
    expect(closedAt.length).toBeLessThan(120);
    await expect(PlainStation.connect(`${leaving.url}/MANY-LATE`)).rejects.toThrow();
    await stopped;
    expect(stations.map(({ closed }) => closed?.code)).toEqual(ids.map(() => 1012));
    // Fifty each 100 ms: three portions, which may reach us closer together than they left, never as one.
    expect(Math.max(...closedAt) - Math.min(...closedAt)).toBeGreaterThan(50);
  });

  it('a station that leaves a call without answer does not hold up the drain of its gateway', async () => {
    const leaving = await startGateway({ GATEWAY_ID: 'gw-4', DRAIN_S: 2 }, { beside: one });
    const station = await connect(leaving, 'SILENT');
    await station.ask('BootNotification', boot);
    const outcome = one.command('SILENT', { type: 'clear-cache' }, 60_000);
    await station.called('ClearCache');
    const since = performance.now();
    await leaving.stopGateway();
    // The call itself would have been waited for a minute.
    expect(performance.now() - since).toBeLessThan(30_000);
    expect((await outcome).status).toBe('unknown-outcome');
    expect(station.closed).toMatchObject({ code: 1012 });
  });
});

describe('a gateway whose nats-server falls silent', () => {
  it('rule 4: leaves it for another one of the three before its stations would have to be closed', async () => {
    const cluster = await testNatsCluster();
    const [first, second] = cluster.servers;
    let gateway: RunningGateway | undefined;
    try {
      gateway = await startGateway({ NATS_URL: first!.url, REPLICAS: 3 }, { nats: second! });
      const station = await PlainStation.connect(`${gateway.url}/PAUSED`);
      await station.ask('BootNotification', boot);
      await station.ask('Authorize', { idTag: 'CARD' });
      await first!.freeze();
      const frozenAt = performance.now();
      const id = station.send('StartTransaction', start);
      const answer = await until('the answer', () => station.answerTo(id));
      expect(answer).toMatchObject([3, id, { idTagInfo: { status: 'Accepted' } }]);
      expect(performance.now() - frozenAt).toBeLessThan(15_000);
      expect(station.closed).toBeUndefined();
      const starts = (await gateway.logged()).filter(({ kind }) => kind === 'station.transaction.started');
      expect(starts).toHaveLength(1);
      station.socket.close();
    } finally {
      first!.thaw();
      await gateway?.stop();
      await cluster.stop();
    }
  });
});
