import { randomUUID } from 'node:crypto';
import type { Fact, SessionSnapshot } from '@chargebus/contracts';
import { factSubject, partitionOf } from '@chargebus/contracts';
import { query } from './testing/database';
import { GatewayUnderTest } from './testing/gateway-under-test';
import { factsOf } from './testing/facts';
import { PARTITIONS, RegistryUnderTest, until } from './testing/registry-under-test';

describe('what stations report', () => {
  let registry: RegistryUnderTest;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
    gateway = new GatewayUnderTest(registry.messaging);
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
  });

  const seen = (id: string, look: (body: any) => boolean) =>
    until(async () => {
      const { body } = await registry.get(`/stations/${id}`);
      return look(body) && body;
    }, `the report of ${id}`);

  it('becomes its state: presence, boot, connectors', async () => {
    await registry.call('POST', '/stations', { id: 'R1' });
    const station = await gateway.connect('R1');
    await station.boot({ serialNumber: 'S-1', firmwareVersion: '1.2.3', iccid: '8988', imsi: '901' });
    await station.status({ evse: 0, connector: 0, status: 'available' });
    await station.status({ evse: 1, connector: 1, status: 'occupied' });
    await station.chargingState({ evse: 1, connector: 1, chargingState: 'charging' });
    const fault = { errorCode: 'GroundFailure', vendorErrorCode: 'E7', info: '31 mA' };
    await station.status({ evse: 2, connector: 1, status: 'faulted', ...fault });
    const body = await seen('R1', ({ evses }) => evses.length === 2 && evses[0].connectors[0].chargingState !== null);
    expect(body).toMatchObject({
      connected: true,
      ocppVersion: '1.6',
      transport: 'ws',
      status: 'available',
      boot: {
        status: 'accepted',
        vendor: 'Vendor',
        model: 'Model',
        serialNumber: 'S-1',
        firmwareVersion: '1.2.3',
        iccid: '8988',
        imsi: '901',
      },
      evses: [
        {
          id: 1,
          activeSessionId: null,
          connectors: [{ id: 1, status: 'occupied', chargingState: 'charging', errorCode: null }],
        },
        { id: 2, connectors: [{ id: 1, status: 'faulted', ...fault, errorSince: expect.any(String) }] },
      ],
      heartbeat: { intervalS: 300, lastAt: body.lastSeenAt, ageS: expect.any(Number) },
    });
    expect(body.evses[1].connectors[0].statusSince).toBe(body.evses[1].connectors[0].statusAt);
    expect(body.heartbeat.ageS).toBeLessThan(60);
    expect(Date.now() - Date.parse(body.lastSeenAt)).toBeLessThan(60_000);
    expect((await registry.get('/stations?connected=true&status=faulted&q=vend')).body.items).toHaveLength(1);
    expect((await registry.get('/stations?status=reserved')).body.items).toHaveLength(0);
  });

  it('does not go back in time with an offline replay', async () => {
    await registry.call('POST', '/stations', { id: 'R2' });
    const station = await gateway.connect('R2');
    await station.status({ evse: 1, status: 'faulted' }, '2026-01-01T12:00:10.000Z');
    await station.status({ evse: 1, status: 'available' }, '2026-01-01T12:00:00.000Z');
    await station.status({ evse: 2, status: 'available' });
    const { evses } = await seen('R2', (body) => body.evses.length === 2);
    expect(evses[0].connectors[0]).toMatchObject({ status: 'faulted', statusAt: '2026-01-01T12:00:10.000Z' });
    const history = async (query: string) =>
      (await registry.get(`/stations/R2/status-history?${query}`)).body.items.map(
        ({ evseId, from, to, status }: Record<string, string>) => [
          evseId,
          from?.slice(17, 19),
          to?.slice(17, 19),
          status,
        ],
      );
    const both = [
      [1, '10', undefined, 'faulted'],
      [1, '00', '10', 'available'],
    ];
    expect(await history('evseId=1')).toEqual(both);
    expect(await history('evseId=1&from=2026-01-01T13:00:05%2B01:00')).toEqual(both);
    expect(await history('from=2026-01-01T12:00:10Z&to=2026-01-01T12:00:11Z')).toEqual(both.slice(0, 1));
    expect(await history('evseId=1&to=2026-01-01T12:00:10Z')).toEqual(both.slice(1));
    expect((await registry.get('/stations/R2/status-history?from=yesterday')).body).toMatchObject({
      status: 400,
      errors: [{ path: 'from' }],
    });
  });

  it('is not undone by the late close of an old link; histories keep every link', async () => {
    await registry.call('POST', '/stations', { id: 'R3' });
    const old = await gateway.connect('R3');
    const ref = old.link.ref();
    const other = new GatewayUnderTest(registry.messaging);
    const fresh = await other.connect('R3');
    await fresh.boot({ model: 'Fresh' });
    const lateStatus = { evse: 1, status: 'faulted' as const };
    await old.say({ kind: 'station.connector-status.reported', ...old.header(ref), data: lateStatus });
    await old.say({ kind: 'station.disconnected', ...old.header(ref), data: { code: 1006, reason: 'late' } });
    await fresh.status({ evse: 2, status: 'available' });
    const body = await seen('R3', ({ evses }) => evses.length > 0);
    expect(body).toMatchObject({ connected: true, boot: { model: 'Fresh' }, evses: [{ id: 2 }] });
    const links = await query(
      registry,
      `SELECT epoch, close_reason FROM station_link WHERE station_id = 'R3' ORDER BY epoch`,
    );
    expect(links.map((row) => row.close_reason)).toEqual(['late', null]);
    await fresh.link.close(1000, 'bye');
    await seen('R3', ({ connected }) => !connected);
    const { items } = (await registry.get('/stations/R3/connections')).body;
    expect(items).toMatchObject([
      { gatewayId: other.id, closeCode: 1000, closeReason: 'bye', remoteAddress: '192.0.2.1', ocppVersion: '1.6' },
      { gatewayId: gateway.id, closeCode: 1006, closeReason: 'late', to: items[0].from, transport: 'ws' },
    ]);
    const paged = (await registry.get('/stations/R3/connections?limit=1')).body;
    const rest = (await registry.get(`/stations/R3/connections?limit=1&cursor=${paged.nextCursor}`)).body;
    expect([...paged.items, ...rest.items]).toEqual(items);
    expect(rest.nextCursor).toBeNull();
    await other.stop();
  });

  it('is told to others as facts, the same again when the log is read again', async () => {
    await registry.call('POST', '/stations', { id: 'R4' });
    const station = await gateway.connect('R4');
    await station.status({ evse: 1, status: 'available' });
    await station.status({ evse: 1, status: 'available' });
    await station.link.close(1000, 'bye');
    const told = () => factsOf(registry.messaging, 'R4');
    await until(async () => (await told()).length === 4, 'four facts');
    const facts = await told();
    expect(facts.map(({ kind }) => kind)).toEqual([
      'station.changed',
      'station.presence-changed',
      'station.connector-status-changed',
      'station.presence-changed',
    ]);
    expect(facts[0]).toMatchObject({ actor: { type: 'user', id: 'admin' }, data: { deleted: false, timeZone: 'UTC' } });
    expect(facts[2]).toMatchObject({
      actor: { type: 'station', id: 'R4' },
      data: { evse: 1, connector: 1, status: 'available' },
    });
    // From the first record again, as after a fail-over that lost the last commits.
    await registry.close();
    for (const table of ['station_state', 'connector', 'evse', 'station_link', 'reader_offset', 'outbox'])
      await query(registry, `DELETE FROM ${table}`);
    await registry.startAgain();
    await seen('R4', ({ connected, evses }) => !connected && evses.length === 1);
    await until(async () => (await query(registry, 'SELECT id FROM outbox')).length === 0, 'the outbox');
    const ids = new Set((await told()).map(({ id }) => id));
    expect(ids).toEqual(new Set(facts.map(({ id }) => id)));
  });

  it('counts seen-times that gateways collect', async () => {
    await registry.call('POST', '/stations', { id: 'R5' });
    const station = await gateway.connect('R5');
    const at = new Date(Date.now() + 5_000).toISOString();
    const seenEvent = { tenantId: 'default', stationId: 'R5', receivedAt: at };
    await gateway.appender.append({
      kind: 'station.seen',
      ...seenEvent,
      data: { gatewayId: gateway.id, seen: [{ tenantId: 'default', stationId: station.id, at }] },
    });
    const body = await seen('R5', ({ lastSeenAt }) => lastSeenAt === at);
    expect(body.connected).toBe(true);
  });

  it('of a station nobody registered stops nobody else', async () => {
    const stranger = await gateway.connect('stranger');
    await stranger.status({ evse: 1, status: 'available' });
    await registry.call('POST', '/stations', { id: 'R6' });
    const station = await gateway.connect('R6');
    await station.boot();
    await seen('R6', ({ boot }) => boot.status === 'accepted');
    expect((await registry.get('/stations/stranger')).status).toBe(404);
  });

  it('shows the session an EVSE is busy with, until it ends', async () => {
    await registry.call('POST', '/stations', { id: 'R7' });
    const session = snapshot({ stationId: 'R7', evseId: 1 });
    await publish('session.started', { session });
    await publish('session.updated', { session: { ...session, powerW: 7_400 }, asOf: session.startedAt, points: [] });
    const busy = await seen('R7', ({ evses }) => evses[0]?.powerW === 7_400);
    expect(busy.evses[0]).toMatchObject({ id: 1, activeSessionId: session.id });
    await publish('session.ended', { session: { ...session, status: 'ended' }, points: [] });
    const free = await seen('R7', ({ evses }) => evses[0].activeSessionId === null);
    expect(free.evses[0].powerW).toBeNull();
  });

  it('is ready and shows its figures', async () => {
    const ready = await fetch(`${registry.url}/health/ready`);
    expect(await ready.json()).toMatchObject({
      checks: expect.arrayContaining([{ name: 'registry outbox', state: 'up' }]),
    });
    expect(ready.status).toBe(200);
    const metrics = await (await fetch(`${registry.url}/metrics`)).text();
    expect(metrics).toMatch(/chargebus_connected_stations\{[^}]*\} [1-9]/);
  });

  async function publish(kind: string, data: object): Promise<void> {
    const fact = {
      kind,
      id: randomUUID(),
      tenantId: 'default',
      key: 'R7',
      at: new Date().toISOString(),
      actor: { type: 'service', id: 'sessions' },
      data,
    } as Fact;
    const subject = factSubject(partitionOf('default', 'R7', PARTITIONS));
    await registry.messaging.nc
      .jetstream({ timeout: 30_000 })
      .publish(subject, JSON.stringify({ v: 1, events: [fact] }));
  }
});

function snapshot(o: Partial<SessionSnapshot>): SessionSnapshot & { startedAt: string } {
  return {
    id: randomUUID(),
    stationId: 'R7',
    locationId: null,
    evseId: 1,
    connectorId: 1,
    token: 'T',
    tokenType: 'rfid',
    tokenGroupId: null,
    status: 'charging',
    failReason: null,
    authorization: 'accepted',
    endedAt: null,
    meterStartWh: 0,
    meterStopWh: null,
    energyWh: 0,
    energyExportWh: 0,
    powerW: null,
    socPercent: null,
    stopReason: null,
    transactionRef: '1',
    reservationId: null,
    anomalies: [],
    ...o,
    startedAt: '2026-01-01T12:00:00.000Z',
  };
}
