import { ConfiguredStation } from './testing/configured-station';
import { query } from './testing/database';
import { GatewayUnderTest, type StationUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

type Body = Record<string, any>;

describe('desired configuration', () => {
  let registry: RegistryUnderTest;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start({ COMMAND_TIMEOUT_S: 2, CONFIGURATION_SYNC_DELAY_S: 0 });
    gateway = new GatewayUnderTest(registry.messaging);
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
  });

  const put = (id: string, body: object) => registry.call('PUT', `/configuration-profiles/${id}`, body);
  const shown = async (id: string): Promise<Record<string, Body>> => {
    const { body } = await registry.get(`/stations/${id}/configuration?limit=100`);
    return Object.fromEntries(body.items.map((item: Body) => [item.name, item]));
  };
  const states = async (id: string): Promise<Record<string, string>> =>
    Object.fromEntries(Object.entries(await shown(id)).map(([name, { state }]) => [name, state]));
  const become = (id: string, expected: Record<string, string>) =>
    until(
      async () => {
        const seen = await states(id);
        return Object.entries(expected).every(([name, state]) => seen[name] === state);
      },
      `${id} to be ${JSON.stringify(expected)}`,
    );
  const rested = (id: string) =>
    until(async () => {
      const { sync } = (await registry.get(`/stations/${id}/configuration`)).body;
      return sync !== null && sync.dueAt === null && !sync.running && sync.endedAt !== null;
    }, `${id} to be left alone`);

  async function connect(id: string, station: ConfiguredStation, boot = true): Promise<StationUnderTest> {
    const linked = await gateway.connect(id, station.execute);
    await until(() => linked.link.current(), `the claim of ${id}`);
    if (boot) await linked.boot();
    return linked;
  }

  it('is set after a boot, and when it changes; of a station that is away when it is back', async () => {
    await registry.call('POST', '/stations', { id: 'C1', groups: ['c1-group'] });
    const created = await put('c1', { target: { stationId: 'C1' }, keys: { HeartbeatInterval: '60' } });
    expect([created.status, created.body]).toMatchObject([201, { id: 'c1', changedBy: { id: 'admin' }, priority: 0 }]);
    expect(await states('C1')).toEqual({ HeartbeatInterval: 'pending' });
    const station = new ConfiguredStation({ HeartbeatInterval: '300', LightIntensity: '100', Other: '1' });
    const linked = await connect('C1', station);
    await become('C1', { HeartbeatInterval: 'in-sync' });
    expect(station.told).toEqual([
      { type: 'get-configuration', keys: ['HeartbeatInterval'] },
      { type: 'set-configuration', key: 'HeartbeatInterval', value: '60' },
      { type: 'get-configuration', keys: ['HeartbeatInterval'] },
    ]);
    await put('c1-group', { target: { group: 'c1-group' }, keys: { LightIntensity: '50', HeartbeatInterval: '90' } });
    await become('C1', { LightIntensity: 'in-sync' });
    expect(station.values).toEqual({ HeartbeatInterval: '60', LightIntensity: '50', Other: '1' });
    expect((await shown('C1'))['HeartbeatInterval']).toMatchObject({
      desired: { value: '60', profileId: 'c1', target: { stationId: 'C1' } },
      overrides: [{ profileId: 'c1-group', value: '90' }],
      actual: { value: '60', mutability: 'read-write', readAt: expect.any(String) },
    });
    await linked.link.close(1000, 'bye');
    await until(async () => !(await registry.get('/stations/C1')).body.connected);
    expect((await put('c1', { target: { stationId: 'C1' }, keys: { HeartbeatInterval: '30' } })).status).toBe(200);
    expect(await states('C1')).toMatchObject({ HeartbeatInterval: 'pending' });
    await connect('C1', station, false);
    await become('C1', { HeartbeatInterval: 'in-sync' });
    expect(station.values['HeartbeatInterval']).toBe('30');
    // Withdrawn, the group's value is the one that counts; and so it is of a station that leaves its groups.
    expect((await registry.call('DELETE', '/configuration-profiles/c1')).status).toBe(204);
    await until(() => station.values['HeartbeatInterval'] === '90');
    await registry.call('PATCH', '/stations/C1', { groups: [] });
    await until(async () => (await shown('C1'))['HeartbeatInterval']?.state === null);
    const history = (await registry.get('/configuration-profiles/c1/history')).body.items;
    expect(history.map(({ action }: Body) => action)).toEqual(['deleted', 'changed', 'created']);
    expect(history[2]).toMatchObject({ actor: { id: 'admin' }, change: { keys: { HeartbeatInterval: '60' } } });
  });

  it('is told key by key where a station will not have it, and tried again only after a boot', async () => {
    await registry.call('POST', '/stations', { id: 'C2' });
    const habits = {
      Fixed: 'read-only',
      No: 'rejects',
      Later: 'reboots',
      Liar: 'keeps',
      Never: 'not-supported',
    } as const;
    const station = new ConfiguredStation(
      { Good: '0', Fixed: '0', No: '0', Later: '0', Liar: '0', Never: '0' },
      habits,
    );
    const keys = { Good: '1', Fixed: '1', No: '1', Later: '1', Liar: '1', Never: '1', Unheard: '1' };
    await put('c2', { target: { stationId: 'C2' }, keys });
    const linked = await connect('C2', station);
    await become('C2', {
      ...{ Good: 'in-sync', Fixed: 'read-only', No: 'rejected', Later: 'reboot-required' },
      ...{ Liar: 'drift', Never: 'not-supported', Unheard: 'unknown-key' },
    });
    await rested('C2');
    expect((await shown('C2'))['Liar']).toMatchObject({ tries: 3, actual: { value: '0' } });
    expect(station.sets.filter((key) => key === 'Liar')).toHaveLength(3);
    for (const key of ['Good', 'No', 'Later', 'Never'])
      expect(station.sets.filter((set) => set === key)).toEqual([key]);
    expect(station.sets).not.toContain('Fixed');
    expect(station.sets).not.toContain('Unheard');
    await linked.boot();
    await become('C2', { Later: 'in-sync', No: 'rejected', Liar: 'drift' });
    await rested('C2');
    expect(station.sets.filter((key) => key === 'Liar')).toHaveLength(4);
    expect(station.sets.filter((key) => key === 'No')).toHaveLength(2);
    const page = await registry.get('/stations/C2/configuration?state=rejected&limit=1');
    expect(page.body).toMatchObject({ items: [{ name: 'No', key: 'No', variable: null }], nextCursor: null });
  });

  it('is read in the portions a station can take, and applied on demand, one at a time', async () => {
    await registry.call('POST', '/stations', { id: 'C3' });
    const names = Array.from({ length: 7 }, (_, n) => `Key${n}`);
    const station = new ConfiguredStation(Object.fromEntries(names.map((name) => [name, '0'])));
    station.mostKeys = 2;
    await connect('C3', station);
    await put('c3', { target: { stationId: 'C3' }, keys: Object.fromEntries(names.map((name) => [name, '1'])) });
    await become('C3', Object.fromEntries(names.map((name) => [name, 'in-sync'])));
    await rested('C3');
    station.values['Key3'] = '0';
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    station.pause = () => held;
    const first = registry.call('POST', '/stations/C3/configuration/apply');
    await until(async () => (await registry.get('/stations/C3/configuration')).body.sync.running);
    const second = await registry.call('POST', '/stations/C3/configuration/apply');
    expect(second.body).toMatchObject({ status: 'rejected', error: { code: 'SyncInProgress' } });
    release();
    expect((await first).body).toMatchObject({
      type: 'apply-configuration',
      status: 'accepted',
      actor: { id: 'admin' },
      response: { desired: 7, set: 1, states: { 'in-sync': 7 }, items: [] },
    });
    expect((await registry.call('POST', '/stations/nobody/configuration/apply')).status).toBe(404);
  });

  it('is gone on with where a registry died in the middle of it, without setting anything twice', async () => {
    await registry.call('POST', '/stations', { id: 'C4' });
    const station = new ConfiguredStation({ A: '0', B: '0' });
    // It sets A, and the process that told it dies before it hears so.
    let isDead = false;
    station.pause = () => (!isDead && station.sets.length === 1 ? new Promise(() => undefined) : Promise.resolve());
    await connect('C4', station);
    await put('c4', { target: { stationId: 'C4' }, keys: { A: '1', B: '1' } });
    await until(() => station.sets.length === 1);
    station.values['A'] = '1';
    await registry.close();
    isDead = true;
    // As if it had been killed: its lease is there, and runs out.
    await query(
      registry,
      `UPDATE configuration_sync SET lease_id = gen_random_uuid(), lease_until = now() + interval '1 s', due_at = now(), cause = 'change'
       WHERE station_id = 'C4'`,
    );
    await registry.startAgain();
    await become('C4', { A: 'in-sync', B: 'in-sync' });
    expect(station.sets).toEqual(['A', 'B']);
  });

  it('keeps to a station’s limits of items and bytes in 2.x, and tells what became of each variable', async () => {
    await registry.call('POST', '/stations', { id: 'C5' });
    const told: number[] = [];
    const values = new Map(['A', 'B', 'C'].map((name) => [name, '0']));
    const linked = await gateway.connect('C5', ({ commandId, command }) => {
      if (command.type !== 'get-variables' && command.type !== 'set-variables')
        return { commandId, status: 'unsupported' };
      told.push(command.variables.length);
      const variables = command.variables.map((one) => {
        if (one.variable === 'Odd') return { ...one, status: 'unknown-variable' };
        if (one.variable === 'Hidden' && command.type === 'get-variables') return { ...one, status: 'rejected' };
        if ('value' in one && one.variable !== 'Hidden') values.set(one.variable, one.value as string);
        return { ...one, status: 'accepted', value: values.get(one.variable) ?? '2' };
      });
      return { commandId, status: 'accepted', response: { variables } };
    });
    await until(() => linked.link.current(), 'the claim');
    const { link } = linked.header();
    const limits = ['GetVariables', 'SetVariables'].map((instance, n) => ({
      ...{ component: 'DeviceDataCtrlr', variable: 'ItemsPerMessage', instance },
      attributes: [
        {
          type: 'actual' as const,
          value: `${n + 2}`,
          mutability: 'read-only' as const,
          persistent: false,
          constant: true,
        },
      ],
    }));
    await linked.say({
      kind: 'station.variables.reported',
      ...linked.header({ ...link, ocppVersion: '2.0.1' }),
      data: { requestId: 1, seqNo: 0, last: true, variables: limits },
    });
    await until(async () => (await registry.get('/stations/C5/variables')).body.items.length === 2);
    const variables = ['A', 'B', 'C', 'Odd', 'Hidden'].map((variable) => ({ component: 'X', variable, value: '1' }));
    await query(registry, `UPDATE station_state SET ocpp_version = '2.0.1' WHERE station_id = 'C5'`);
    await put('c5', { target: { stationId: 'C5' }, variables });
    await become('C5', { 'X.A': 'in-sync', 'X.C': 'in-sync', 'X.Odd': 'unknown-key', 'X.Hidden': 'in-sync' });
    await rested('C5');
    expect(Math.max(...told)).toBe(3);
    expect(told.slice(0, 3)).toEqual([2, 2, 1]);
  });

  it('is refused with each value named that cannot be desired', async () => {
    const faults = async (body: object): Promise<[number, string[]]> => {
      const answer = await put('bad', body);
      return [answer.status, answer.body.errors?.map(({ path }: Body) => path)];
    };
    const target = { group: 'g' };
    expect(await faults({ target: { stationId: 'nobody' }, keys: { A: '1' } })).toEqual([422, ['target.stationId']]);
    expect(await faults({ target: { vendor: 'v' }, keys: { A: '1' } })).toEqual([400, ['target']]);
    expect(await faults({ target })).toEqual([400, ['keys']]);
    expect(await faults({ target, keys: { A: 1, B: 'x'.repeat(501) } })).toEqual([400, ['keys.A', 'keys.B']]);
    expect(await faults({ target, keys: { A: '1', a: '2' } })).toEqual([400, ['keys.a']]);
    const secrets = { AuthorizationKey: 'FEED', HeartbeatInterval: 'often', SecurityProfile: '2' };
    expect(await faults({ target, keys: secrets })).toEqual([
      422,
      ['keys.AuthorizationKey', 'keys.HeartbeatInterval', 'keys.SecurityProfile'],
    ]);
    const long = { component: 'C', variable: 'V', value: 'x'.repeat(1_001) };
    expect(await faults({ target, variables: [long] })).toEqual([400, ['variables.0.value']]);
    const known = { component: 'DeviceDataCtrlr', variable: 'ItemsPerMessage', instance: 'GetVariables', value: '9' };
    expect(await faults({ target: { stationId: 'C5' }, variables: [known] })).toEqual([422, ['variables.0']]);
    expect((await registry.get('/configuration-profiles/bad')).status).toBe(404);
    expect((await registry.call('DELETE', '/configuration-profiles/bad')).status).toBe(404);
    expect((await registry.get('/configuration-profiles?limit=2')).body.items).toHaveLength(2);
  });
});

it('is never said to be on its way where stations are synchronised on demand only', async () => {
  const registry = await RegistryUnderTest.start({ COMMAND_TIMEOUT_S: 2, CONFIGURATION_SYNC: 'off' });
  const gateway = new GatewayUnderTest(registry.messaging);
  const shown = async (): Promise<Body> => (await registry.get('/stations/O1/configuration?desired=true')).body;
  try {
    await registry.call('POST', '/stations', { id: 'O1' });
    const station = new ConfiguredStation({ HeartbeatInterval: '300' });
    const { link } = await gateway.connect('O1', station.execute);
    await until(() => link.current(), 'the claim');
    const put = (value: string) =>
      registry.call('PUT', '/configuration-profiles/o', {
        target: { stationId: 'O1' },
        keys: { HeartbeatInterval: value },
      });
    await put('60');
    expect(await shown()).toMatchObject({ items: [{ state: 'unread' }], sync: { dueAt: null, running: false } });
    const applied = await registry.call('POST', '/stations/O1/configuration/apply');
    expect(applied.body).toMatchObject({ status: 'accepted', response: { states: { 'in-sync': 1 } } });
    await put('90');
    expect(await shown()).toMatchObject({
      items: [{ state: 'drift', actual: { value: '60' } }],
      sync: { dueAt: null },
    });
    expect(station.sets).toEqual(['HeartbeatInterval']);
  } finally {
    await gateway.stop();
    await registry.stop();
  }
});
