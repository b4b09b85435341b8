import { asks, type AskRequest } from '@chargebus/contracts';
import { query } from './testing/database';
import { GatewayUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

const deadline = { deadlineMs: 5_000 };
const basic = (username: string, password: string | Buffer) => ({
  username,
  passwordBase64: Buffer.from(password).toString('base64'),
});

describe('what gateways ask', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start({ HEARTBEAT_INTERVAL_S: 120, BOOT_RETRY_INTERVAL_S: 30 });
  });
  afterAll(() => registry.stop());

  const admit = (stationId: string, more: Partial<AskRequest<typeof asks.admit>> = {}) =>
    registry.messaging.ask(asks.admit, { tenantId: 'default', stationId, transport: 'ws', ...more }, deadline);
  const boot = (stationId: string, more: Partial<AskRequest<typeof asks.boot>> = {}) =>
    registry.messaging.ask(asks.boot, { tenantId: 'default', stationId, ocppVersion: '1.6', ...more }, deadline);

  it('admits a registered station, with what the gateway needs to know of it', async () => {
    await registry.call('POST', '/stations', { id: 'A1', strict: true, timeZone: 'Europe/Berlin' });
    const reply = await admit('A1');
    expect(reply).toEqual({ ok: true, securityProfile: 0, strict: true, timeZone: 'Europe/Berlin' });
  });

  it('tells the gateway what an operator says of a SOAP station: where it is called, and from where it posts', async () => {
    const of = { callbackUrl: 'http://10.1.2.3:8080/cp', allowedAddresses: ['10.1.2.3', '10.2.0.0/16'] };
    expect(await registry.call('POST', '/stations', { id: 'A-SOAP', ...of })).toMatchObject({ status: 201, body: of });
    expect(await admit('A-SOAP', { transport: 'soap' })).toMatchObject(of);
    const none = { callbackUrl: null, allowedAddresses: [] };
    expect(await registry.call('PATCH', '/stations/A-SOAP', none)).toMatchObject({ status: 200, body: none });
    expect(await admit('A-SOAP', { transport: 'soap' })).not.toHaveProperty('callbackUrl');
    for (const bad of [{ callbackUrl: 'ftp://10.1.2.3/' }, { allowedAddresses: ['10.1.2.0/99'] }]) {
      const { status, body } = await registry.call('PATCH', '/stations/A-SOAP', bad);
      expect([status, JSON.stringify(body).includes(Object.keys(bad)[0]!)]).toEqual([400, true]);
    }
  });

  it('refuses a station nobody registered, in any tenant', async () => {
    expect(await admit('nobody')).toEqual({ ok: false, reason: 'unknown-station' });
    expect(await admit('A1', { tenantId: 'nowhere' })).toEqual({ ok: false, reason: 'unknown-station' });
    expect((await registry.get('/stations/nobody')).status).toBe(404);
  });

  it('TC_A_01_CSMS TC_A_02_CSMS TC_A_03_CSMS TC_085_CSMS checks the password from profile 1 on: as text, as hex, and under the own id only', async () => {
    const { body } = await registry.call('POST', '/stations', { id: 'A2', securityProfile: 1 });
    const password = body.password as string;
    expect(await admit('A2')).toEqual({ ok: false, reason: 'bad-credentials' });
    expect(await admit('A2', { basic: basic('A2', 'wrong') })).toEqual({ ok: false, reason: 'bad-credentials' });
    expect(await admit('A2', { basic: basic('A1', password) })).toEqual({ ok: false, reason: 'bad-credentials' });
    expect(await admit('A2', { basic: basic('A2', password) })).toMatchObject({ ok: true, securityProfile: 1 });
    const hex = Buffer.from(password).toString('hex');
    expect(await admit('A2', { basic: basic('A2', hex) })).toMatchObject({ ok: true });
  });

  it('takes a 1.6 key given as hex in its raw bytes', async () => {
    const key = 'fe00c3289a8b7c6d5e4f3a2b1c0d0e0f01020304';
    await registry.call('POST', '/stations', { id: 'A3', password: key });
    expect(await admit('A3', { basic: basic('A3', Buffer.from(key, 'hex')) })).toMatchObject({ ok: true });
  });

  it('takes the new password at once after a change, and not the old one', async () => {
    await registry.call('POST', '/stations', { id: 'A4', password: 'the-old-password' });
    await registry.call('PATCH', '/stations/A4', { password: 'the-new-password' });
    expect(await admit('A4', { basic: basic('A4', 'the-old-password') })).toMatchObject({ ok: false });
    expect(await admit('A4', { basic: basic('A4', 'the-new-password') })).toMatchObject({ ok: true });
  });

  it('refuses stations that were disabled or deleted', async () => {
    await registry.call('POST', '/stations', { id: 'A5' });
    await registry.call('PATCH', '/stations/A5', { disabled: true });
    expect(await admit('A5')).toEqual({ ok: false, reason: 'disabled' });
    await registry.call('DELETE', '/stations/A5');
    expect(await admit('A5')).toEqual({ ok: false, reason: 'disabled' });
    expect(await boot('A5')).toEqual({ ok: false, reason: 'unknown-station' });
  });

  it('answers boots by the registration of the station', async () => {
    await registry.call('POST', '/stations', { id: 'B1' });
    expect(await boot('B1')).toEqual({ ok: true, status: 'accepted', intervalS: 120, costDisplay: null });
    await registry.call('PATCH', '/stations/B1', { registration: 'pending' });
    expect(await boot('B1')).toEqual({ ok: true, status: 'pending', intervalS: 30, costDisplay: null });
    await registry.call('PATCH', '/stations/B1', { registration: 'rejected' });
    expect(await boot('B1')).toEqual({ ok: true, status: 'rejected', intervalS: 30, costDisplay: null });
    expect(await boot('nobody')).toEqual({ ok: false, reason: 'unknown-station' });
  });

  it('says which stations show costs: as they were set to, as people say, and else not', async () => {
    await registry.call('POST', '/stations', { id: 'SHOWS', showsCost: true });
    expect(await admit('SHOWS')).toMatchObject({ ok: true, costDisplay: {} });
    expect(await admit('SHOWS', { transport: 'soap' })).not.toHaveProperty('costDisplay');
    expect(await boot('SHOWS', { transport: 'soap' })).toMatchObject({ costDisplay: null });
    await query(
      registry,
      `INSERT INTO station_variable (tenant_id, station_id, path, attribute, variable, value, read_at)
       VALUES ('default', 'SHOWS', 'tariffcostctrlr.enabled[cost]', 'actual', 'Enabled', 'true', now()),
              ('default', 'SHOWS', 'tariffcostctrlr.currency', 'actual', 'Currency', 'EUR', now())`,
    );
    await registry.call('PATCH', '/stations/SHOWS', { showsCost: false });
    expect(await admit('SHOWS')).not.toHaveProperty('costDisplay');
    expect(await boot('SHOWS')).toMatchObject({ costDisplay: null });
    const { body } = await registry.call('PATCH', '/stations/SHOWS', { showsCost: null });
    expect(body.showsCost).toBeNull();
    expect(await boot('SHOWS')).toMatchObject({ costDisplay: { currency: 'EUR' } });
    const refused = await registry.call('PATCH', '/stations/SHOWS', { showsCost: 'yes' });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'showsCost' }] } });
  });

  it('knows of a boot that is in the log and not read yet: whoever moves to another gateway right after it may go on', async () => {
    const gateway = new GatewayUnderTest(registry.messaging);
    for (const stationId of ['M1', 'M2', 'M3', 'M4']) {
      const state = () => registry.messaging.ask(asks.stationState, { tenantId: 'default', stationId }, deadline);
      await registry.call('POST', '/stations', { id: stationId });
      expect(await state()).not.toHaveProperty('registration');
      const station = await gateway.connect(stationId);
      await station.boot();
      expect(await state()).toMatchObject({ ok: true, registration: 'accepted' });
    }
    await gateway.stop();
  });

  it('tells a station that was accepted before that it may go on, and others its state', async () => {
    await registry.call('PUT', '/locations/yard', { name: 'Yard', timeZone: 'Europe/Madrid' });
    await registry.call('POST', '/stations', { id: 'B2', locationId: 'yard' });
    const gateway = new GatewayUnderTest(registry.messaging);
    const station = await gateway.connect('B2');
    await station.boot();
    await station.status({ evse: 2, connector: 1, status: 'available' });
    const state = () => registry.messaging.ask(asks.stationState, { tenantId: 'default', stationId: 'B2' }, deadline);
    await until(async () => {
      const reply = await state();
      return reply.ok && reply.evses.length > 0;
    }, 'the report');
    expect(await state()).toEqual({
      ok: true,
      connected: true,
      epoch: station.link.epoch,
      ocppVersion: '1.6',
      registration: 'accepted',
      locationId: 'yard',
      timeZone: 'Europe/Madrid',
      evses: [2],
    });
    const product = { vendor: 'Vendor', model: 'Model' };
    expect(await admit('B2')).toMatchObject({ ok: true, registration: 'accepted', product });
    const stationIds = ['B2', 'nobody'];
    const places = await registry.messaging.ask(asks.places, { tenantId: 'default', stationIds }, deadline);
    const location = { id: 'yard', name: 'Yard', address: null, coordinates: null };
    expect(places).toMatchObject({
      ok: true,
      places: [{ stationId: 'B2', location, evses: [{ id: 2, connectors: [{ id: 1, standard: null }] }] }],
    });
    expect(places.ok && places.places).toHaveLength(1);
    await gateway.stop();
  });
});

describe.each([
  ['accept', 'accepted'],
  ['pending', 'pending'],
] as const)('the policy %s for unknown stations', (policy, registration) => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start({ UNKNOWN_STATIONS: policy });
  });
  afterAll(() => registry.stop());
  const admit = (stationId: string, tenantId = 'default') =>
    registry.messaging.ask(asks.admit, { tenantId, stationId, transport: 'ws' }, deadline);

  it('registers the station on the spot, once, when it knocks several times at once', async () => {
    const replies = await Promise.all([admit('new'), admit('new'), admit('new')]);
    for (const reply of replies)
      expect(reply).toEqual({ ok: true, securityProfile: 0, strict: false, timeZone: 'UTC' });
    expect((await registry.get('/stations/new')).body).toMatchObject({ id: 'new', registration, securityProfile: 0 });
  });

  it('does not bring back a deleted station, nor make up a tenant', async () => {
    await admit('gone');
    await registry.call('DELETE', '/stations/gone');
    expect(await admit('gone')).toEqual({ ok: false, reason: 'disabled' });
    expect(await admit('any', 'made-up')).toEqual({ ok: false, reason: 'unknown-station' });
  });
});
