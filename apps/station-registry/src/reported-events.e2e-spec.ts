import type { StationEventOf } from '@chargebus/contracts';
import { query } from './testing/database';
import { GatewayUnderTest, type StationUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

describe('what stations tell of their security and their monitors', () => {
  let registry: RegistryUnderTest;
  let gateway: GatewayUnderTest;
  let station: StationUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
    gateway = new GatewayUnderTest(registry.messaging);
    for (const id of ['E1', 'E2']) await registry.call('POST', '/stations', { id });
    station = await gateway.connect('E1');
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
  });

  const security = (type: string, stationTime?: string, techInfo?: string, by = station) =>
    by.say({
      kind: 'station.security-event.reported',
      ...by.header(),
      ...(stationTime !== undefined && { stationTime }),
      data: { type, ...(techInfo !== undefined && { techInfo }) },
    });
  const monitoring = (second: number, data: Partial<StationEventOf<'station.monitoring-event.reported'>['data']>) =>
    station.say({
      kind: 'station.monitoring-event.reported',
      ...station.header(),
      stationTime: at(second),
      data: { component: 'EVSE', variable: 'Power', ...data },
    });
  const listed = async (path: string, count: number): Promise<any[]> =>
    until(async () => {
      const { items } = (await registry.get(path)).body;
      return items.length >= count && items;
    }, `${count} of ${path}`);

  it('is recorded with its severity, once however often it is told, and listed newest first', async () => {
    await security('StartupOfTheDevice', at(1));
    await security('InvalidMessages', at(3), 'two of them');
    await security('InvalidMessages', at(3), 'two of them');
    await security('DoorOpened', at(2));
    await security('SettingSystemTime', '1970-01-01T00:00:05.000Z');
    await security('SettingSystemTime', '1970-01-01T00:00:05.000Z');
    const events = await listed('/stations/E1/security-events', 5);
    expect(events.map(({ type, severity }) => [type, severity])).toEqual([
      // A clock that begins anew at each start: two events, at the times they were received.
      ['SettingSystemTime', 'critical'],
      ['SettingSystemTime', 'critical'],
      ['InvalidMessages', 'non-critical'],
      ['DoorOpened', 'unlisted'],
      ['StartupOfTheDevice', 'critical'],
    ]);
    expect(events[2]).toMatchObject({ stationId: 'E1', at: at(3), techInfo: 'two of them' });
    const page = (await registry.get('/stations/E1/security-events?limit=3')).body;
    const rest = (await registry.get(`/stations/E1/security-events?limit=3&cursor=${page.nextCursor}`)).body;
    expect([...page.items, ...rest.items]).toEqual(events);
  });

  it('is found over all stations by severity, type and time', async () => {
    const other = await gateway.connect('E2');
    await security('TamperDetectionActivated', at(2), undefined, other);
    await listed('/stations/E2/security-events', 1);
    const found = async (filter: string) =>
      (await registry.get(`/security-events?${filter}`)).body.items.map(
        ({ stationId, type }: Record<string, string>) => `${stationId} ${type}`,
      );
    const then = `from=${at(0)}&to=${at(10)}`;
    expect(await found(`severity=critical&${then}`)).toEqual(['E2 TamperDetectionActivated', 'E1 StartupOfTheDevice']);
    expect(await found(`type=InvalidMessages&${then}`)).toEqual(['E1 InvalidMessages']);
    expect(await found(`stationId=E2`)).toEqual(['E2 TamperDetectionActivated']);
    expect((await registry.get('/security-events?severity=bad')).body).toMatchObject({
      errors: [{ path: 'severity' }],
    });
    expect((await registry.get('/stations/nobody/security-events')).status).toBe(404);
  });

  it('lists what monitors have seen, each event of many parts once, found by part of the device model', async () => {
    await monitoring(1, { eventId: 1, evse: 1, value: '11', trigger: 'Periodic', monitorId: 3 });
    const alarm = { eventId: 2, component: 'Connector', evse: 1, connector: 2, variable: 'Problem', value: 'true' };
    await monitoring(2, { ...alarm, trigger: 'Alerting', severity: 2, techInfo: 'hot' });
    await monitoring(2, { ...alarm, trigger: 'Alerting', severity: 2, techInfo: 'hot' });
    await monitoring(3, { ...alarm, eventId: 3, value: 'false', cleared: true, cause: 2 });
    const events = await listed('/stations/E1/events', 3);
    expect(events.map(({ eventId, at: time }) => [eventId, time])).toEqual([
      [3, at(3)],
      [2, at(2)],
      [1, at(1)],
    ]);
    const { eventId: _own, evse: evseId, connector: connectorId, ...same } = alarm;
    expect(events[1]).toMatchObject({
      ...same,
      evseId,
      connectorId,
      trigger: 'Alerting',
      severity: 2,
      techInfo: 'hot',
    });
    expect((await registry.get('/stations/E1/events?component=connector&variable=problem')).body.items).toHaveLength(2);
    expect((await registry.get('/stations/E1/events?evseId=2')).body.items).toEqual([]);
    expect((await registry.get('/stations/nobody/events')).status).toBe(404);
  });

  it('is the same when the log is read again', async () => {
    const rows = () =>
      query(registry, 'SELECT id FROM security_event UNION ALL SELECT id FROM monitoring_event ORDER BY id');
    const before = await rows();
    await registry.close();
    for (const table of ['security_event', 'monitoring_event', 'station_state', 'reader_offset'])
      await query(registry, `DELETE FROM ${table}`);
    await registry.startAgain();
    await until(async () => (await rows()).length === before.length, 'all of them again');
    expect(await rows()).toEqual(before);
  });
});
