import { SimulatedStation, type StationOptions } from '@chargebus/station-simulator';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Body = Record<string, any>;

/** Stations of 1.6, of 2.0.1 and a go-e Charger are identified and brought to what is desired of them. */
describe('the configuration of stations', () => {
  let platform: Platform;
  const stations = new Map<string, SimulatedStation>();

  const get = async (path: string): Promise<Body> => (await platform.api.get(path)).body;
  const tell = async (id: string, command: object): Promise<Body> =>
    (await platform.api.post(`/stations/${id}/commands`, command)).body;
  const shown = async (id: string): Promise<Record<string, Body>> => {
    const { items } = await get(`/stations/${id}/configuration?desired=true&limit=100`);
    return Object.fromEntries(items.map((item: Body) => [item['name'], item]));
  };
  const statesOf = async (id: string): Promise<Record<string, string>> =>
    Object.fromEntries(Object.entries(await shown(id)).map(([name, item]) => [name, item['state']]));
  const become = (id: string, expected: Record<string, string>): Promise<unknown> =>
    until(`${id} to be ${JSON.stringify(expected)}`, async () => {
      const states = await statesOf(id);
      return Object.entries(expected).every(([name, state]) => states[name] === state);
    });
  const start = async (id: string, options: Partial<StationOptions> = {}): Promise<SimulatedStation> => {
    const station = new SimulatedStation({
      ...{ url: platform.stationsUrl, id, seed: id, rebootMs: 100, reconnectMinMs: 100, ...options },
    });
    stations.set(id, station);
    await station.start();
    await until(`${id} to be known`, async () => (await get(`/stations/${id}`))['boot']?.status === 'accepted');
    return station;
  };

  beforeAll(async () => {
    platform = await startPlatform({ env: { CONFIGURATION_SYNC_DELAY_S: '0', COMMAND_TIMEOUT_S: '5' } });
    await start('S16', { connectors: 2 });
    await start('S201', { version: '2.0.1', connectors: 2 });
    await start('GOE', { profile: 'go-e' });
  });
  afterAll(async () => {
    for (const station of stations.values()) await station.stop();
    await platform.stop();
  });
  afterEach(() => {
    for (const station of stations.values()) expect(station.faults()).toEqual([]);
  });

  it('TC_B_12_CSMS TC_B_13_CSMS is identified in the same words, and the device model of 2.0.1 stored whole', async () => {
    const said: Record<string, Body> = {};
    // F06.FR.17: a station of 2.x that is accepted is not asked to boot.
    const boots = { S16: 'accepted', S201: 'not-allowed', GOE: 'accepted' };
    for (const [id, bootTriggered] of Object.entries(boots)) {
      expect(await tell(id, { type: 'identify' })).toMatchObject({ status: 'accepted', response: { bootTriggered } });
      said[id] = (await get(`/stations/${id}`))['capabilities'];
    }
    for (const id of ['S16', 'S201', 'GOE']) {
      expect(said[id]).toMatchObject({
        chargingRateUnits: ['Current', 'Power'],
        maxStackLevel: 10,
        maxSchedulePeriods: 24,
      });
      expect(said[id]?.['profiles']).toEqual(expect.arrayContaining(['Core', 'SmartCharging', 'RemoteTrigger']));
    }
    expect(said['S16']).toMatchObject({
      numberOfEvses: 2,
      numberOfConnectors: 2,
      limits: { itemsPerGet: 50 },
      controllers: null,
    });
    expect(said['S201']).toMatchObject({
      numberOfEvses: 2,
      numberOfConnectors: 2,
      limits: { itemsPerGet: 32, itemsPerSet: 16 },
    });
    expect(said['S201']?.['controllers']).toContain('SmartChargingCtrlr');
    expect(said['S201']?.['controllers']).not.toContain('ReservationCtrlr');
    const variables: Body[] = [];
    let cursor = '';
    do {
      const page = await get(`/stations/S201/variables?limit=40${cursor}`);
      variables.push(...page['items']);
      cursor = page['nextCursor'] === null ? '' : `&cursor=${page['nextCursor']}`;
    } while (cursor !== '');
    expect(variables.length).toBeGreaterThan(90);
    const { items } = await get('/stations/S201/variables?component=securityctrlr&variable=BasicAuthPassword');
    expect(items).toMatchObject([{ attributes: [{ type: 'actual', value: null, mutability: 'write-only' }] }]);
    const [rateUnit] = (await get('/stations/S201/variables?component=SmartChargingCtrlr&variable=RateUnit'))['items'];
    expect(rateUnit).toMatchObject({
      attributes: [{ value: 'A,W', mutability: 'read-only', constant: false }],
      characteristics: { dataType: 'MemberList', valuesList: 'A,W' },
    });
  });

  it('is set, read-only and unknown settings are named, and what a go-e Charger lacks is said', async () => {
    const keys = { HeartbeatInterval: '120', NumberOfConnectors: '7', LocalPreAuthorize: 'true' };
    const alone = await platform.api.put('/configuration-profiles/alone', { target: { stationId: 'S16' }, keys });
    expect(alone).toMatchObject({ status: 422, body: { errors: [{ path: 'keys.NumberOfConnectors' }] } });
    for (const id of ['S16', 'GOE']) await platform.api.call('PATCH', `/stations/${id}`, { groups: ['all'] });
    expect(await platform.api.put('/configuration-profiles/all', { target: { group: 'all' }, keys })).toMatchObject({
      status: 201,
    });
    const variables = [
      { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: '120' },
      { component: 'OCPPCommCtrlr', variable: 'MessageAttempts', instance: 'TransactionEvent', value: '5' },
      { component: 'OCPPCommCtrlr', variable: 'NoSuchThing', value: '1' },
    ];
    const put = await platform.api.put('/configuration-profiles/S201', { target: { stationId: 'S201' }, variables });
    expect(put.status).toBe(201);
    await become('S16', {
      HeartbeatInterval: 'in-sync',
      NumberOfConnectors: 'read-only',
      LocalPreAuthorize: 'in-sync',
    });
    await become('GOE', {
      HeartbeatInterval: 'in-sync',
      NumberOfConnectors: 'read-only',
      LocalPreAuthorize: 'unknown-key',
    });
    await become('S201', {
      'OCPPCommCtrlr.HeartbeatInterval': 'in-sync',
      'OCPPCommCtrlr.MessageAttempts[TransactionEvent]': 'in-sync',
      'OCPPCommCtrlr.NoSuchThing': 'unknown-key',
    });
    const read = await tell('S201', {
      type: 'get-variables',
      variables: [variables[0]].map(({ value: _, ...one }: any) => one),
    });
    expect(read['response'].variables).toMatchObject([{ status: 'accepted', value: '120' }]);
    const wrong = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: 'often' };
    const target = { stationId: 'S201' };
    expect(await platform.api.put('/configuration-profiles/S201', { target, variables: [wrong] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'variables.0', message: 'must be a whole number, and is "often"' }] },
    });
  });

  it('is compared again after each boot: what was changed at the station is set back', async () => {
    await tell('S16', { type: 'set-configuration', key: 'HeartbeatInterval', value: '77' });
    await tell('S16', { type: 'get-configuration', keys: ['HeartbeatInterval'] });
    expect((await shown('S16'))['HeartbeatInterval']).toMatchObject({ state: 'drift', actual: { value: '77' } });
    expect(await tell('S16', { type: 'reset', when: 'now' })).toMatchObject({ status: 'accepted' });
    await become('S16', { HeartbeatInterval: 'in-sync' });
    expect((await shown('S16'))['HeartbeatInterval']).toMatchObject({ actual: { value: '120' } });
  });

  it('TC_073_CSMS TC_A_09_CSMS has a new password, which the station shows at its next login', async () => {
    for (const [id, options] of [
      ['P16', {}],
      ['P201', { version: '2.0.1' }],
    ] as const) {
      const { body } = await platform.api.post('/stations', { id, securityProfile: 1 });
      await start(id, { ...options, password: body['password'] });
      const changed = await tell(id, { type: 'change-password' });
      expect(changed).toMatchObject({ status: 'accepted', response: { verified: true }, password: expect.any(String) });
      await stations.get(id)?.stop();
      const old = new SimulatedStation({ url: platform.stationsUrl, id, ...options, password: body['password'] });
      const isRefused = new Promise((resolve) => old.once('happened', resolve));
      void old.start();
      expect(await isRefused).toMatchObject({ what: expect.stringContaining('401') });
      await old.stop();
      stations.delete(id);
    }
  });
});
