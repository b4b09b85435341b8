import { asks } from '@chargebus/contracts';
import { accept, GatewayUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

const twoInOne = { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 2 } };
const deadline = { deadlineMs: 5_000 };

describe('the registration of stations', () => {
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

  const admit = (stationId: string) =>
    registry.messaging.ask(asks.admit, { tenantId: 'default', stationId, transport: 'ws' }, deadline);
  const boot = (stationId: string, vendor: string, model: string) =>
    registry.messaging.ask(asks.boot, { tenantId: 'default', stationId, ocppVersion: '1.6', vendor, model }, deadline);
  const station = async (id: string) => (await registry.get(`/stations/${id}`)).body;
  const changes = async (id: string) => (await registry.get(`/stations/${id}/changes`)).body.items;

  it('gives a station that is registered its product’s defaults, and what was said wins', async () => {
    const connectors = [{ id: 1, standard: 'IEC_62196_T2', maxPowerW: 22_000 }];
    const template = { vendor: 'Acme', model: 'Duo', tags: ['ac'], securityProfile: 1, evseMap: twoInOne };
    const put = (id: string, body: object) => registry.call('PUT', `/station-templates/${id}`, body);
    expect((await put('acme', { vendor: 'ACME', tags: ['any'] })).status).toBe(201);
    expect((await put('duo', { ...template, evses: [{ id: 1, connectors }] })).status).toBe(201);
    const made = await registry.call('POST', '/stations', { id: 'T-1', vendor: 'acme', model: 'DUO', groups: ['g'] });
    expect(made.body).toMatchObject({
      ...{ templateId: 'duo', tags: ['ac'], groups: ['g'], securityProfile: 1, evseMap: twoInOne },
      evses: [{ id: 1, connectors }],
    });
    expect(made.body.password).toMatch(/^[A-Za-z0-9]{20}$/);
    const own = { tags: [], securityProfile: 0, evses: [{ id: 1, connectors: [{ id: 1, maxPowerW: 11_000 }] }] };
    const said = await registry.call('POST', '/stations', { id: 'T-2', vendor: 'Acme', model: 'Duo', ...own });
    expect(said.body).toMatchObject({
      ...{ templateId: 'duo', tags: [], securityProfile: 0 },
      evses: [{ connectors: [{ standard: 'IEC_62196_T2', maxPowerW: 11_000 }] }],
    });
    const other = await registry.call('POST', '/stations', { id: 'T-3', vendor: 'Acme', model: 'Uno' });
    expect(other.body).toMatchObject({ templateId: 'acme', tags: ['any'] });
    const imported = await registry.call('POST', '/imports', [{ id: 'T-4', templateId: 'duo', name: 'x' }]);
    expect(imported.body).toMatchObject({ created: 1, passwords: [{ id: 'T-4' }] });
    expect(await station('T-4')).toMatchObject({ templateId: 'duo', evses: [{ id: 1, connectors }] });

    const twin = await put('twin', { ...template, vendor: 'ACME' });
    expect(twin).toMatchObject({ status: 409, body: { reason: 'template-exists' } });
    expect(twin.body.detail).toBe('Template duo is for ACME, Duo already.');
    const crossing = ['first', 'second', 'third'].map((id) => put(id, { vendor: 'Crossed', model: 'X' }));
    const statuses = (await Promise.all(crossing)).map(({ status, body }) => [status, body.reason ?? body.id]);
    const [[, taken] = []] = statuses.filter(([status]) => status === 201);
    expect(statuses.sort()).toEqual([
      [201, taken],
      [409, 'template-exists'],
      [409, 'template-exists'],
    ]);
    expect((await registry.call('DELETE', `/station-templates/${taken}`)).status).toBe(204);
    const bad = await put('bad', { vendor: '', evseMap: { 0: {}, 3: { evse: 2, connector: 1 } }, colour: 'red' });
    expect(bad.body.errors.map(({ path }: any) => path)).toEqual(
      expect.arrayContaining(['vendor', 'evseMap.0', 'colour']),
    );
    expect((await registry.get('/station-templates')).body.items.map(({ id }: any) => id)).toEqual(['acme', 'duo']);
    expect((await registry.call('DELETE', '/station-templates/acme')).status).toBe(204);
    expect((await registry.get('/station-templates/acme')).status).toBe(404);
    expect((await station('T-3')).tags).toEqual(['any']);
  });

  it('gives it to a station at its first boot as that product, once, and locks nobody out', async () => {
    await registry.call('PUT', '/station-templates/wall', {
      ...{ vendor: 'Wall', tags: ['wall'], strict: true, securityProfile: 2, evseMap: twoInOne },
    });
    await registry.call('POST', '/stations', { id: 'T-boot', strict: false });
    const link = await gateway.connect('T-boot');
    await until(async () => (await station('T-boot')).connected, 'connected');
    expect(await boot('T-boot', 'WALL', 'Box')).toMatchObject({ ok: true, status: 'accepted', evseMap: twoInOne });
    expect(await station('T-boot')).toMatchObject({
      ...{ templateId: 'wall', tags: ['wall'], strict: false, evseMap: twoInOne },
      ...{ securityProfile: 0, upgradeSecurityProfileTo: 2 },
    });
    expect(await admit('T-boot')).toMatchObject({ ok: true, securityProfile: 0, evseMap: twoInOne });
    await registry.call('PATCH', '/stations/T-boot', { tags: [], evseMap: null });
    await boot('T-boot', 'Wall', 'Box');
    expect(await station('T-boot')).toMatchObject({ tags: [], evseMap: null });
    expect((await changes('T-boot')).map(({ action }: any) => action)).toEqual([
      'changed',
      'template-applied',
      'registered',
    ]);
    await link.link.close(1000, '');
  });

  it('ends the link of a 1.6 station whose connectors are placed elsewhere, and forgets the places it had', async () => {
    await registry.call('POST', '/stations', { id: 'P-1' });
    const told: unknown[] = [];
    const linked = await gateway.connect('P-1', (request) => {
      told.push(request.command);
      return accept(request);
    });
    for (const evse of [1, 2]) await linked.status({ evse, connector: 1, status: 'available' });
    await until(async () => (await station('P-1')).evses.length === 2, 'two EVSEs');
    const bad = await registry.call('PATCH', '/stations/P-1', { evseMap: { 2: { evse: 1, connector: 1 } } });
    expect(bad).toMatchObject({ status: 400, body: { errors: [{ path: 'evseMap.2' }] } });
    await registry.call('PATCH', '/stations/P-1', { evseMap: twoInOne });
    await until(() => told.length > 0, 'the link was told to end');
    expect(told[0]).toMatchObject({ type: 'disconnect', reason: expect.stringContaining('admitted by') });
    expect((await station('P-1')).evses.map(({ id }: any) => id)).toEqual([1]);
  });

  it('lists those that wait, asks one that is approved to boot again, and keeps who approved it', async () => {
    expect((await registry.call('PATCH', '/tenant', { unknownStations: 'maybe' })).status).toBe(400);
    await registry.call('PATCH', '/tenant', { unknownStations: 'pending' });
    expect(await admit('W-1')).toMatchObject({ ok: true });
    expect(await admit('W-2')).toMatchObject({ ok: true });
    const told: unknown[] = [];
    await gateway.connect('W-1', (request) => {
      told.push(request.command);
      return accept(request);
    });
    await until(async () => (await station('W-1')).connected, 'connected');
    const waiting = await registry.get('/stations?registration=pending');
    expect(waiting.body.items.map(({ id }: any) => id)).toEqual(['W-1', 'W-2']);
    expect(await boot('W-1', 'V', 'M')).toMatchObject({ status: 'pending' });

    const approved = await registry.call('PATCH', '/stations/W-1', { registration: 'accepted' });
    expect(approved.body.registration).toBe('accepted');
    await until(() => told.length > 0, 'a boot was asked for');
    expect(told).toEqual([{ type: 'trigger', message: 'boot' }]);
    expect(await boot('W-1', 'V', 'M')).toMatchObject({ status: 'accepted' });
    await registry.call('PATCH', '/stations/W-2', { registration: 'rejected' });
    expect((await registry.get('/stations?registration=pending')).body.items).toEqual([]);
    expect(await changes('W-1')).toMatchObject([
      { action: 'changed', actor: { type: 'user' }, change: { registration: 'accepted' } },
      { action: 'registered', actor: { type: 'service' }, change: { registration: 'pending' } },
    ]);
    const other = await registry.messaging.ask(
      asks.admit,
      { tenantId: 'other', stationId: 'W-1', transport: 'ws' },
      deadline,
    );
    expect(other).toEqual({ ok: false, reason: 'unknown-station' });
    await registry.call('PATCH', '/tenant', { unknownStations: null });
    expect(await admit('W-3')).toEqual({ ok: false, reason: 'unknown-station' });
  });

  it('keeps all boots, newest first, and shows where the firmware changed', async () => {
    await registry.call('POST', '/stations', { id: 'H-1' });
    const linked = await gateway.connect('H-1');
    for (const firmwareVersion of ['1.0', '1.0', undefined, '1.1']) {
      await linked.boot(firmwareVersion === undefined ? {} : { firmwareVersion });
    }
    const page = (query = '') => registry.get(`/stations/H-1/boots?limit=2${query}`);
    await until(async () => (await page()).body.items[0]?.firmwareVersion === '1.1', 'all boots');
    const first = (await page()).body;
    expect(first.items).toMatchObject([
      { status: 'accepted', vendor: 'Vendor', firmwareVersion: '1.1', firmwareBefore: '1.0' },
      { firmwareVersion: null, firmwareBefore: null },
    ]);
    const second = (await page(`&cursor=${first.nextCursor}`)).body;
    expect(second).toMatchObject({ items: [{ firmwareBefore: null }, { firmwareBefore: null }], nextCursor: null });
    expect((await page('&firmwareChanged=true')).body.items).toHaveLength(1);
    expect((await registry.get('/stations/nobody/boots')).status).toBe(404);
    expect((await page('&cursor=x')).status).toBe(400);
  });

  it('tells who did what to a station and its EVSEs, page by page, also after its end', async () => {
    await registry.call('POST', '/stations', { id: 'H-2', password: 'a-secret-password' });
    await registry.call('PATCH', '/stations/H-2/evses/1', { evseId: 'DE*CBG*EH2' });
    await registry.call('PATCH', '/stations/H-2', { password: 'another-password', name: 'x' });
    await registry.call('DELETE', '/stations/H-2');
    const first = (await registry.get('/stations/H-2/changes?limit=3')).body;
    expect(first.items).toMatchObject([
      { action: 'deleted', subject: 'station', actor: { type: 'user' } },
      { action: 'changed', change: { name: 'x', password: 'set' } },
      { action: 'changed', subject: 'evse', subjectId: 'H-2/1', change: { evseId: 'DE*CBG*EH2' } },
    ]);
    const second = (await registry.get(`/stations/H-2/changes?limit=3&cursor=${first.nextCursor}`)).body;
    expect(second).toMatchObject({ items: [{ action: 'registered' }], nextCursor: null });
    expect(JSON.stringify([first, second])).not.toMatch(/secret|another-password/);
    expect((await registry.get('/stations/nobody/changes')).status).toBe(404);
  });
});
