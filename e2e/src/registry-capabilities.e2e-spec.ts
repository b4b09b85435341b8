import { dataTransferSubject, stationCommand } from '@chargebus/contracts';
import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import { SimulatedStation, type StationOptions } from '@chargebus/station-simulator';
import { connect, type NatsConnection } from 'nats';
import { everyCommand, elsewhere, talks } from './stories/every-command';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Body = Record<string, any>;
type Version = '1.6' | '2.0.1';

/** How each version names the same settings: one that may be set, one that needs a boot, one that may not be set. */
const SETTINGS = {
  '1.6': { free: 'MeterValueSampleInterval', boot: 'ConnectorPhaseRotation', fixed: 'ChargeProfileMaxStackLevel' },
  '2.0.1': {
    free: 'SampledDataCtrlr.TxUpdatedInterval',
    boot: 'SecurityCtrlr.OrganizationName',
    fixed: 'SmartChargingCtrlr.ProfileStackLevel',
  },
};
const statusOf = {
  '1.6': (status: string, timestamp: string) => ({ connectorId: 1, errorCode: 'NoError', status, timestamp }),
  '2.0.1': (connectorStatus: string, timestamp: string) => ({ evseId: 1, connectorId: 1, connectorStatus, timestamp }),
};
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

let nats: EmbeddedServer;
let platform: Platform;
let team: NatsConnection;
const started: SimulatedStation[] = [];
const told = new Map<string, { action: string; payload: Body }[]>();

beforeAll(async () => {
  nats = await testNats();
  const env = { NATS_URL: nats.url, CONFIGURATION_SYNC_DELAY_S: '0', COMMAND_TIMEOUT_S: '5' };
  platform = await startPlatform({ env });
  team = await connect({ servers: nats.url });
  await platform.api.put('/tokens/CARD', { status: 'accepted' });
  const yard = { name: 'Yard', coordinates: { latitude: 52.5, longitude: 13.4 }, timeZone: 'Europe/Berlin' };
  await platform.api.put('/locations/yard', { ...yard, countryCode: 'DE' });
});
afterAll(async () => {
  for (const station of started) await station.stop();
  await team?.close();
  expect(await platform?.stop()).toBe(0);
  await nats?.stop();
});

const get = async (path: string): Promise<Body> => (await platform.api.get(path)).body;
const patch = (id: string, change: object) => platform.api.call<Body>('PATCH', `/stations/${id}`, change);
const send = async (id: string, command: object): Promise<Body> =>
  (await platform.api.post(`/stations/${id}/commands`, command)).body;
const ended = (id: string, commandId: string): Promise<Body> =>
  until(`the end of ${commandId}`, async () => {
    const body = await get(`/stations/${id}/commands/${commandId}`);
    return body['endedAt'] !== null && body;
  });
function simulate(id: string, options: Partial<StationOptions>): SimulatedStation {
  const station = new SimulatedStation({
    ...{ url: platform.stationsUrl, id, seed: id, rebootMs: 50, reconnectMinMs: 50, reconnectMaxMs: 200 },
    ...{ bootRetryMs: 200, ...options },
  });
  told.set(id, []);
  station.on('told', (call) => told.get(id)?.push(call as { action: string; payload: Body }));
  started.push(station);
  return station;
}
const calls = (id: string, action: string): Body[] =>
  (told.get(id) ?? []).filter((call) => call.action === action).map(({ payload }) => payload);

it('has a case for every command type there is', () => {
  const types = stationCommand.options.map(({ shape }) => shape.type.value as string);
  const cased = new Set(everyCommand.map(({ command }) => command.type));
  expect([...cased].sort()).toEqual(types.filter((type) => !elsewhere.includes(type)).sort());
  expect(talks.filter((type) => cased.has(type))).toEqual([]);
});

describe.each<[Version]>([['1.6'], ['2.0.1']])('a simulated station of OCPP %s', (version) => {
  const id = `CAP-${version}`;
  const path = `/stations/${id}`;
  let station: SimulatedStation;
  const connectorOf = async (): Promise<Body> => (await get(path))['evses'][0]?.connectors[0];
  const back = (): Promise<unknown> =>
    until(`${id} to be back`, async () => station.ready && (await get(path))['connected']);
  const booted = (n: number): Promise<unknown> =>
    until('the boots', async () => (await get(`${path}/boots`))['items'].length >= n && station.ready);
  afterEach(() => expect(station.faults()).toEqual([]));

  it('is registered, has its product’s template, and connects with the password that was told once', async () => {
    const evses = [
      { id: 1, connectors: [{ id: 1, standard: 'IEC_62196_T2', powerType: 'AC_3_PHASE', maxPowerW: 22_000 }] },
    ];
    const template = { vendor: 'Acme', model: `Box ${version}`, tags: [`v${version}`], evses };
    expect((await platform.api.put(`/station-templates/acme-${version}`, template)).status).toBe(201);
    const asked = { id, securityProfile: 1, locationId: 'yard', vendor: 'Acme', model: `Box ${version}` };
    const { status, body } = await platform.api.post('/stations', asked);
    expect([status, body]).toMatchObject([201, { tags: [`v${version}`], password: expect.any(String) }]);
    expect(body['password']).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(JSON.stringify(await get(path))).not.toContain(body['password']);
    const product = { vendor: 'Acme', model: `Box ${version}`, version };
    station = simulate(id, { ...product, password: body['password'], tokens: ['CARD'], speed: 60 });
    await station.start();
    expect(await until('its boot', async () => ((await get(path))['boot'].status ? get(path) : null))).toMatchObject({
      ...{ connected: true, ocppVersion: version, timeZone: 'Europe/Berlin', templateId: `acme-${version}` },
      boot: { status: 'accepted', vendor: 'Acme', model: `Box ${version}` },
      evses: [{ id: 1, connectors: [{ id: 1, standard: 'IEC_62196_T2', maxPowerW: 22_000 }] }],
    });
    expect((await patch(`${id}/evses/1`, { evseId: `DE*CBG*E${version.replaceAll('.', '')}` })).status).toBe(200);
  });

  it('that nobody registered waits for approval, where the tenant says so, and is rejected, disabled or deleted', async () => {
    await platform.api.call('PATCH', '/tenant', { unknownStations: 'pending' });
    const stranger = simulate(`NEW-${version}`, { version });
    const own = `/stations/${stranger.id}`;
    void stranger.start();
    await until('it to wait', async () => (await get(own))['boot']?.status === 'pending');
    expect(stranger.ready).toBe(false);
    expect((await get('/stations?registration=pending'))['items']).toMatchObject([{ id: stranger.id }]);
    await patch(stranger.id, { registration: 'accepted' });
    await until('it to be accepted', async () => stranger.ready && (await get(own))['boot'].status === 'accepted');
    await patch(stranger.id, { disabled: true });
    await until('it to be cut off', async () => !(await get(own))['connected'] && !stranger.connected);
    await patch(stranger.id, { disabled: false });
    await until('it to be back', async () => (await get(own))['connected'] && stranger.ready);
    await platform.api.call('PATCH', '/tenant', { unknownStations: 'reject' });
    expect((await platform.api.call('DELETE', own)).status).toBe(204);
    const { refusedConnects } = stranger.counters;
    await until('it to be refused', () => stranger.counters.refusedConnects > refusedConnects + 1);
    expect((await platform.api.get(own)).status).toBe(404);
    await platform.api.call('PATCH', '/tenant', { unknownStations: null });
  });

  it('is asked what it is and can, and for its status', async () => {
    expect(await send(id, { type: 'identify' })).toMatchObject({ status: 'accepted' });
    expect((await get(path))['capabilities']).toMatchObject({
      numberOfEvses: 1,
      numberOfConnectors: 1,
      maxStackLevel: 10,
    });
    expect(await send(id, { type: 'refresh' })).toMatchObject({ status: 'accepted' });
  });

  it.each(everyCommand.map((one) => [JSON.stringify(one.command).slice(0, 70), one] as const))(
    'is told %s in its own words',
    async (_title, one) => {
      const { status, call, error } = one[version];
      const before = told.get(id)?.length ?? 0;
      const answer = await send(id, one.command);
      expect({ status: answer['status'], error: answer['error']?.code }).toEqual({ status, error });
      const heard = (told.get(id) ?? []).slice(before);
      const [action, payload] = call ?? [];
      expect(heard).toMatchObject(action === undefined ? [] : [{ action, payload }]);
    },
  );

  it('has all its boots on record, and its connections without a gap', async () => {
    await booted(2);
    const boots = (await get(`${path}/boots`))['items'];
    expect(boots[0]).toMatchObject({
      status: 'accepted',
      vendor: 'Acme',
      bootReason: version === '1.6' ? null : 'RemoteReset',
    });
    const links = await until('its connections', async () => {
      const { items } = await get(`${path}/connections`);
      return items[0]?.to === null && items.length >= 2 && (items as Body[]);
    });
    expect(links[0]).toMatchObject({ to: null, ocppVersion: version, securityProfile: 1 });
    for (const [n, link] of links.slice(1).entries())
      expect(Date.parse(link['to'])).toBeLessThanOrEqual(Date.parse(links[n]?.['from']));
  });

  it('shows the newest status: no replay from last year, and no clock of 2099, holds it back', async () => {
    await until('it to be free', async () => (await connectorOf())['status'] === 'available');
    const tell = (word: string, at: string) => station.tell('StatusNotification', statusOf[version](word, at));
    await tell('Faulted', '2025-01-01T00:00:00Z');
    await tell('Unavailable', '2099-01-01T00:00:00Z');
    await until('the clock of 2099', async () => (await connectorOf())['status'] === 'unavailable');
    station.plugIn(1, { socPercent: 20, maxPowerW: 11_000, phases: 3, capacityWh: 90_000 });
    await until('the car', async () => (await connectorOf())['status'] === 'occupied');
    const history = (await get(`${path}/status-history?evseId=1&limit=100`))['items'];
    expect(history.map(({ status }: Body) => status)).toEqual(
      expect.arrayContaining(['faulted', 'unavailable', 'occupied']),
    );
    expect(history.every(({ from }: Body) => Date.parse(from) <= Date.now() + 61_000)).toBe(true);
  });

  it('reports what its monitors see, where its version has any; charging state, power and session are shown', async () => {
    const power = {
      component: 'EVSE',
      variable: 'Power',
      evseId: 1,
      kind: 'upper-threshold',
      value: 5_000,
      severity: 4,
    };
    const watch = await send(id, { type: 'set-monitoring', monitors: [power] });
    expect(watch['status']).toBe(version === '1.6' ? 'unsupported' : 'accepted');
    expect(await station.present('CARD', 1)).toBe('started');
    await until('the session', async () => {
      const { evses } = await get(path);
      return evses[0].activeSessionId !== null && evses[0].connectors[0].chargingState === 'charging';
    });
    await send(id, { type: 'refresh' });
    const afir = await until('it in use', async () => {
      const { stations } = await get('/locations/yard/afir');
      const [point] = stations.find(({ stationId }: Body) => stationId === id).points;
      return point.availability === 'in-use' && point;
    });
    expect(afir).toMatchObject({
      operationalStatus: 'operational',
      maxPowerKw: 22,
      id: expect.stringContaining('DE*CBG*E'),
    });
    const events = (n: number): Promise<Body[]> =>
      until(`${n} events`, async () => {
        const { items } = await get(`${path}/events?component=evse&variable=power`);
        return items.length === n && items;
      });
    if (version === '2.0.1') await events(1);
    expect(await station.present('CARD', 1)).toBe('stopped');
    station.unplug(1);
    if (version === '1.6') return expect(await events(0)).toEqual([]);
    const [cleared, alert] = await events(2);
    expect(cleared).toMatchObject({ evseId: 1, trigger: 'Alerting', cleared: true });
    expect(alert).toMatchObject({ evseId: 1, trigger: 'Alerting', monitorId: cleared?.['monitorId'] });
    expect(Number(alert?.['value'])).toBeGreaterThan(5_000);
  });

  it('has its security events recorded, and its uptime counted', async () => {
    const event = { type: 'TamperDetectionActivated', timestamp: new Date().toISOString(), techInfo: 'lid' };
    expect(await station.tell('SecurityEventNotification', event)).toMatchObject({ kind: 'result' });
    const found = await until(
      'the event',
      async () => (await get(`${path}/security-events?type=${event.type}`))['items'][0],
    );
    expect(found).toMatchObject({ stationId: id, type: event.type, severity: 'critical', techInfo: 'lid' });
    const { evses } = await get(`${path}/uptime?months=1`);
    expect(evses).toMatchObject([
      { evseId: 1, months: [{ complete: false, ofMonth: { outageMinutes: expect.any(Number) } }] },
    ]);
  });

  it('has its vendor’s messages answered by the team that knows them', async () => {
    const vendorId = `com.example.${version}`;
    const subscription = team.subscribe(dataTransferSubject(vendorId), {
      callback: (_error, message) => {
        const { id: packet, data } = message.json<Body>();
        const response = { ok: true, data: `${data.stationId} ${data.messageId} ${data.data}` };
        message.respond(JSON.stringify({ response, isDisposed: true, id: packet }));
      },
    });
    await team.flush();
    const asked = { vendorId, messageId: 'fee', data: '3.50' };
    expect(await station.tell('DataTransfer', asked)).toMatchObject({
      payload: { status: 'Accepted', data: `${id} fee 3.50` },
    });
    subscription.unsubscribe();
    const nobody = await station.tell('DataTransfer', { ...asked, vendorId: 'com.nobody' });
    expect(nobody).toMatchObject({ payload: { status: 'UnknownVendorId' } });
  });

  it('while it is away has commands queued: one runs once when it is back, one expires, one is cancelled', async () => {
    station.goOffline();
    await until('it to be gone', async () => !(await get(path))['connected']);
    const before = calls(id, 'ClearCache').length;
    const offline = await send(id, { type: 'clear-cache' });
    expect(offline).toMatchObject({ status: 'offline', retryable: true });
    const queue = (expiresAt: string) => send(id, { type: 'clear-cache', expiresAt });
    const [kept, late, cancelled] = [
      await queue(inAnHour()),
      await queue(new Date(Date.now() + 300).toISOString()),
      await queue(inAnHour()),
    ];
    expect([kept, late, cancelled].map(({ status }) => status)).toEqual(['queued', 'queued', 'queued']);
    expect((await platform.api.call('DELETE', `${path}/commands/${cancelled?.['id']}`)).body).toMatchObject({
      status: 'cancelled',
    });
    expect(await ended(id, late?.['id'])).toMatchObject({ status: 'expired' });
    station.goOnline();
    expect(await ended(id, kept?.['id'])).toMatchObject({ status: 'accepted' });
    expect(calls(id, 'ClearCache')).toHaveLength(before + 1);
  });

  it('is brought to its desired configuration: drift, boots that are needed and what is read-only are named', async () => {
    await back();
    const names = SETTINGS[version];
    const wanted = { [names.free]: '45', [names.boot]: '1.RST', [names.fixed]: '3' };
    const toVariable = ([name, value]: [string, string]) => {
      const [component, variable] = name.split('.');
      return { component, variable, value };
    };
    const values = version === '1.6' ? { keys: wanted } : { variables: Object.entries(wanted).map(toVariable) };
    const put = (target: object) => platform.api.put(`/configuration-profiles/own-${version}`, { target, ...values });
    // Of one station it is known that it cannot; of a group some may.
    const fault = version === '1.6' ? `keys.${names.fixed}` : 'variables.2';
    expect(await put({ stationId: id })).toMatchObject({ status: 422, body: { errors: [{ path: fault }] } });
    await patch(id, { groups: [`g${version}`] });
    expect((await put({ group: `g${version}` })).status).toBe(201);
    const states = async (): Promise<Body> => {
      const { items } = await get(`${path}/configuration?desired=true`);
      return Object.fromEntries(items.map(({ name, state }: Body) => [name, state]));
    };
    const become = (free: string, boot: string): Promise<unknown> =>
      until(`${free}, ${boot}`, async () => {
        expect(await states()).toEqual({ [names.free]: free, [names.boot]: boot, [names.fixed]: 'read-only' });
        return true;
      });
    await become('in-sync', 'reboot-required');
    const other = toVariable([names.free, '99']);
    await send(
      id,
      version === '1.6'
        ? { type: 'set-configuration', key: names.free, value: '99' }
        : { type: 'set-variables', variables: [other] },
    );
    await send(
      id,
      version === '1.6'
        ? { type: 'get-configuration', keys: [names.free] }
        : { type: 'get-variables', variables: [{ ...other, value: undefined }] },
    );
    expect((await states())[names.free]).toBe('drift');
    const applied = (await platform.api.post(`${path}/configuration/apply`)).body;
    expect(applied).toMatchObject({ status: 'accepted', response: { set: 1 } });
    await become('in-sync', 'reboot-required');
    expect(await send(id, { type: 'reset', when: 'now' })).toMatchObject({ status: 'accepted' });
    await become('in-sync', 'in-sync');
  });

  it('has a new password, and then a higher security profile, each seen at its login', async () => {
    const climber = simulate(`UP-${version}`, { version });
    const own = `/stations/${climber.id}`;
    await platform.api.post('/stations', { id: climber.id });
    await climber.start();
    await until('it to be known', async () => (await get(own))['boot']?.status === 'accepted');
    const upgrade = { type: 'upgrade-security-profile', to: 1 };
    expect(await send(climber.id, upgrade)).toMatchObject({ status: 'rejected', error: { code: 'NoPassword' } });
    const changed = await send(climber.id, { type: 'change-password' });
    expect(changed).toMatchObject({ status: 'accepted', password: expect.any(String) });
    await until('it to be back', async () => climber.ready && (await get(own))['connected']);
    const raised = await send(climber.id, { ...upgrade, csmsUrl: platform.stationsUrl });
    expect(raised).toMatchObject({ status: 'accepted', response: { to: 1, verified: true } });
    expect(await get(own)).toMatchObject({ securityProfile: 1, upgradeSecurityProfileTo: null });
    await until('it to be back', async () => climber.ready && (await get(own))['connected']);
    const again = await send(climber.id, { type: 'change-password' });
    expect(again).toMatchObject({ status: 'accepted', response: { verified: true } });
    expect(climber.faults()).toEqual([]);
  });
});

it('a bulk command over both versions has a result of each', async () => {
  const ids = ['CAP-1.6', 'CAP-2.0.1'];
  for (const id of ids) await until(`${id} to be back`, async () => (await get(`/stations/${id}`))['connected']);
  const command = { type: 'set-availability', operative: true };
  const { body } = await platform.api.post('/bulk-commands', { selector: { stationIds: ids }, command });
  await until('its end', async () => (await get(`/bulk-commands/${body['id']}`))['ended']);
  const { items } = await get(`/bulk-commands/${body['id']}/results`);
  expect(items.map(({ stationId, status }: Body) => `${stationId} ${status}`).sort()).toEqual(
    ids.map((id) => `${id} accepted`),
  );
  expect(ids.map((id) => calls(id, 'ChangeAvailability').at(-1))).toEqual([
    { connectorId: 0, type: 'Operative' },
    { operationalStatus: 'Operative' },
  ]);
});
