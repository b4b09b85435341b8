import { query } from './testing/database';
import { GatewayUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What happened lately, told as if the platform had been there: rows as the projection writes them. */
describe('uptime', () => {
  let registry: RegistryUnderTest;
  let gateway: GatewayUnderTest;
  const now = Date.now();
  const ago = (days: number): string => new Date(now - days * DAY).toISOString();
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
    gateway = new GatewayUnderTest(registry.messaging);
    await registry.call('PUT', '/locations/l-1', { name: 'Depot' });
    await registry.call('POST', '/stations', { id: 'U1', locationId: 'l-1' });
    await registry.call('POST', '/stations', { id: 'U2' });
    const station = await gateway.connect('U1');
    await station.status({ evse: 1, status: 'available' });
    await station.status({ evse: 2, status: 'available' });
    await until(async () => (await registry.get('/stations/U1')).body.evses.length === 2, 'both EVSEs');
    // In service for 100 days, the first of them not connected; EVSE 2 was faulted for half a day, ten days ago.
    await query(registry, `UPDATE evse SET in_service_since = '${ago(100)}'`);
    await query(registry, `UPDATE station_link SET connected_at = '${ago(99)}'`);
    await query(registry, `UPDATE status_history SET at = '${ago(100)}'`);
    const turn = (days: number, status: string) =>
      `('default', 'U1', 2, 1, '${ago(days)}', gen_random_uuid(), '${status}', '${ago(days)}')`;
    await query(
      registry,
      `INSERT INTO status_history (tenant_id, station_id, evse, connector, at, id, status, received_at)
       VALUES ${turn(10, 'faulted')}, ${turn(9.5, 'available')}`,
    );
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
  });

  const rolling = async (): Promise<any[]> =>
    (await registry.get('/stations/U1/uptime')).body.evses.map((evse: any) => evse.rolling);

  it('is of the time a station was connected and its EVSE worked, since the EVSE came into service', async () => {
    const { evses } = (await registry.get('/stations/U1/uptime')).body;
    expect(evses[0]).toMatchObject({ stationId: 'U1', evseId: 1, emi3Id: null, inServiceSince: ago(100) });
    // A day of 100, one and a half of 100.
    expect(evses.map(({ rolling: { outageMinutes } }: any) => outageMinutes)).toEqual([1_440, 2_160]);
    expect(evses[0].rolling.uptimePercent).toBeCloseTo(99, 2);
    expect(evses[1].rolling.uptimePercent).toBeCloseTo(98.5, 2);
    expect(evses[0].rolling.basisMinutes).toBeCloseTo(144_000, -1);
    expect(evses[0].months).toHaveLength(12);
    expect(evses[0].months[0]).toMatchObject({ month: new Date(now).toISOString().slice(0, 7), complete: false });
    expect(evses[0].months[11]).toMatchObject({ complete: true, ofMonth: null, ofTwelveMonths: null });
    const lost = evses[1].months.map(({ ofMonth }: any) => ofMonth?.outageMinutes ?? 0);
    expect(lost.reduce((sum: number, minutes: number) => sum + minutes, 0)).toBeCloseTo(2_160, 0);
  });

  it('does not count what was excluded with a reason, until that is taken back', async () => {
    const path = '/stations/U1/outage-exclusions';
    const maintenance = { evseId: 2, from: ago(11), to: ago(9.75), reason: 'scheduled-maintenance', note: 'ticket 7' };
    const { status, body } = await registry.call('POST', path, maintenance);
    expect([status, body]).toEqual([
      201,
      { ...maintenance, id: body.id, actor: expect.anything(), createdAt: body.createdAt },
    ]);
    expect(body.actor).toEqual({ type: 'user', id: 'admin' });
    await registry.call('POST', path, { from: ago(200), to: ago(99.5), reason: 'network-interruption' });
    await registry.call('POST', path, { from: ago(10), to: ago(9.9), reason: 'vandalism' });
    expect((await rolling()).map(({ excludedMinutes }) => excludedMinutes)).toEqual([720, 720 + 360]);
    expect((await rolling())[1].uptimePercent).toBeCloseTo(99.25, 2);
    const page = (await registry.get(`${path}?limit=2`)).body;
    const rest = (await registry.get(`${path}?limit=2&cursor=${page.nextCursor}`)).body;
    expect([...page.items, ...rest.items].map(({ reason }: any) => reason)).toEqual([
      'vandalism',
      'network-interruption',
      'scheduled-maintenance',
    ]);
    expect((await registry.call('DELETE', `${path}/${body.id}`)).status).toBe(204);
    expect((await registry.call('DELETE', `${path}/${body.id}`)).status).toBe(404);
    expect((await rolling()).map(({ excludedMinutes }) => excludedMinutes)).toEqual([720, 720 + 144]);
    const audit = await query(
      registry,
      `SELECT action, actor_id FROM change WHERE subject = 'outage-exclusion' AND subject_id = '${body.id}' ORDER BY id`,
    );
    expect(audit).toEqual([
      { action: 'created', actor_id: 'admin' },
      { action: 'deleted', actor_id: 'admin' },
    ]);
  });

  it('refuses exclusions that make no sense, and names what is wrong', async () => {
    const add = (body: object) => registry.call('POST', '/stations/U1/outage-exclusions', body);
    const good = { from: ago(2), to: ago(1), reason: 'vandalism' };
    expect((await add({ ...good, to: ago(3) })).body).toMatchObject({ status: 422, errors: [{ path: 'to' }] });
    expect((await add({ ...good, evseId: 7 })).body).toMatchObject({ status: 422, errors: [{ path: 'evseId' }] });
    expect((await add({ ...good, reason: 'bad luck' })).body).toMatchObject({
      status: 400,
      errors: [{ path: 'reason' }],
    });
    expect((await registry.call('POST', '/stations/nobody/outage-exclusions', good)).status).toBe(404);
    expect((await registry.get('/stations/U1/uptime?months=25')).body).toMatchObject({ errors: [{ path: 'months' }] });
    expect((await registry.get('/uptime?month=2026-13')).body).toMatchObject({ errors: [{ path: 'month' }] });
  });

  it('is told of the whole fleet for one month, by pages, also as CSV', async () => {
    const month = new Date(now).toISOString().slice(0, 7);
    const { items, nextCursor } = (await registry.get(`/uptime?month=${month}&locationId=l-1`)).body;
    expect(nextCursor).toBeNull();
    expect(items).toMatchObject([
      { stationId: 'U1', evseId: 1, month, complete: false, ofTwelveMonths: { excludedMinutes: 720 } },
      { stationId: 'U1', evseId: 2, month },
    ]);
    expect((await registry.get('/uptime')).body.items[0]).toMatchObject({ complete: true });
    const response = await fetch(`${registry.url}/api/v1/uptime?month=${month}&format=csv&limit=1`, {
      headers: { authorization: 'Bearer a-token-for-tests' },
    });
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(response.headers.get('x-next-cursor')).not.toBeNull();
    const [head, ...lines] = (await response.text()).trim().split('\r\n');
    expect(head).toContain('stationId,evseId,emi3Id,inServiceSince,month,complete,ofMonth.basisMinutes');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`U1,2,,${ago(100)},${month},false,`);
  });

  it('keeps of what is too old only what a connector was since', async () => {
    await query(
      registry,
      `UPDATE status_history SET received_at = at - interval '395 days', at = at - interval '395 days'`,
    );
    await registry.close();
    await registry.startAgain();
    const left = async () =>
      query(registry, `SELECT evse, status FROM status_history WHERE station_id = 'U1' ORDER BY evse, at`);
    await until(async () => (await left()).length === 2, 'old entries gone');
    expect(await left()).toEqual([
      { evse: 1, status: 'available' },
      { evse: 2, status: 'available' },
    ]);
  });
});
