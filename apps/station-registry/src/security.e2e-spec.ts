import { asks, type AskRequest, type CommandOutcome } from '@chargebus/contracts';
import { query } from './testing/database';
import { GatewayUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

type Knock = Partial<AskRequest<typeof asks.admit>>;
const basic = (username: string, password: string | Buffer) => ({
  username,
  passwordBase64: Buffer.from(password).toString('base64'),
});
const certificate = (commonName: string, organization = 'Example Energy') => ({
  commonNames: [commonName],
  organizations: [organization],
  fingerprint: '00:11',
});

describe('security profiles', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  const admit = (stationId: string, knock: Knock = {}) =>
    registry.messaging.ask(
      asks.admit,
      { tenantId: 'default', stationId, transport: 'ws', ...knock },
      { deadlineMs: 5_000 },
    );
  const register = async (id: string, more: object = {}): Promise<string> =>
    (await registry.call('POST', '/stations', { id, ...more })).body.password;
  const changes = (id: string) =>
    query(registry, `SELECT action, actor_id, change FROM change WHERE subject_id = '${id}' ORDER BY id`);

  describe.each(['ws', 'soap'] as const)('of stations over %s', (transport) => {
    it('2 is given by TLS and password only', async () => {
      const id = `S2 ${transport}`;
      const mine = basic(id, await register(id, { securityProfile: 2 }));
      expect(await admit(id, { transport, basic: mine })).toEqual({ ok: false, reason: 'insecure-transport' });
      expect(await admit(id, { transport, tls: true })).toEqual({ ok: false, reason: 'bad-credentials' });
      const admitted = await admit(id, { transport, tls: true, basic: mine });
      expect(admitted).toMatchObject({ ok: true, securityProfile: 2 });
    });

    it('3 is given by TLS and a certificate of the station, which may bear its serial number', async () => {
      const [id, serialNumber] = [`S3 ${transport}`, `SN-3 ${transport}`];
      expect(await register(id, { securityProfile: 3, serialNumber })).toBeUndefined();
      const knock = (more: Knock) => admit(id, { transport, ...more });
      expect(await knock({ certificate: certificate(id) })).toEqual({ ok: false, reason: 'insecure-transport' });
      expect(await knock({ tls: true })).toEqual({ ok: false, reason: 'bad-certificate' });
      const others = { tls: true, certificate: certificate(`${id}3`) };
      expect(await knock(others)).toEqual({ ok: false, reason: 'bad-certificate' });
      for (const name of [id, serialNumber]) {
        const admitted = await knock({ tls: true, certificate: certificate(name) });
        expect(admitted).toMatchObject({ ok: true, securityProfile: 3 });
      }
    });
  });

  it('3 wants the organization of the tenant where it has set one', async () => {
    await register('S4', { securityProfile: 3 });
    const changed = await registry.call('PATCH', '/tenant', { certificateOrganization: 'Example Energy' });
    expect(changed).toMatchObject({ status: 200, body: { id: 'default', certificateOrganization: 'Example Energy' } });
    const knock = (organization: string) => ({ tls: true, certificate: certificate('S4', organization) });
    expect(await admit('S4', knock('Somebody'))).toEqual({ ok: false, reason: 'bad-certificate' });
    expect(await admit('S4', knock('Example Energy'))).toMatchObject({ ok: true });
    await registry.call('PATCH', '/tenant', { certificateOrganization: null });
    expect(await admit('S4', knock('Somebody'))).toMatchObject({ ok: true });
  });

  it('TC_A_19_CSMS TC_083_CSMS are raised when the station comes with what the operator asked for, and never fall back', async () => {
    const password = await register('S5', { securityProfile: 1 });
    const mine = basic('S5', password);
    expect(await admit('S5', { tls: true, basic: mine })).toMatchObject({ ok: true, securityProfile: 2 });
    expect((await registry.get('/stations/S5')).body).toMatchObject({ securityProfile: 1 });
    const nonsense = await registry.call('PATCH', '/stations/S5', { upgradeSecurityProfileTo: 1 });
    expect(nonsense).toMatchObject({ status: 422, body: { errors: [{ path: 'upgradeSecurityProfileTo' }] } });
    await registry.call('PATCH', '/stations/S5', { upgradeSecurityProfileTo: 2 });
    expect(await admit('S5', { basic: mine })).toMatchObject({ ok: true, securityProfile: 1 });
    expect(await admit('S5', { tls: true, basic: mine })).toMatchObject({ ok: true, securityProfile: 2 });
    expect((await registry.get('/stations/S5')).body).toMatchObject({
      securityProfile: 2,
      upgradeSecurityProfileTo: null,
    });
    expect(await admit('S5', { basic: mine })).toEqual({ ok: false, reason: 'insecure-transport' });
    expect(await changes('S5')).toContainEqual(
      expect.objectContaining({ action: 'security-profile-raised', actor_id: 'station-registry' }),
    );
  });

  it('are lowered by an operator alone, and that is on record', async () => {
    const password = await register('S6', { securityProfile: 2 });
    await registry.call('PATCH', '/stations/S6', { securityProfile: 1 });
    expect(await admit('S6', { basic: basic('S6', password) })).toMatchObject({ ok: true, securityProfile: 1 });
    expect(await changes('S6')).toContainEqual({
      action: 'security-profile-lowered',
      actor_id: 'admin',
      change: { from: 2, to: 1 },
    });
  });

  describe('a password that a command changes', () => {
    const OLD = 'the-old-password-1';
    const NEW = 'the-new-password-2';
    const old = (id: string) => admit(id, { basic: basic(id, OLD) });
    const fresh = (id: string) => admit(id, { basic: basic(id, NEW) });
    const TOLD = {
      '1.6': { type: 'set-configuration', key: 'AuthorizationKey', value: NEW },
      '2.0.1': {
        type: 'set-variables',
        variables: [{ component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: NEW }],
      },
    };
    const change = async (id: string, version: keyof typeof TOLD, status: CommandOutcome['status']): Promise<void> => {
      await register(id, { password: OLD });
      const gateway = new GatewayUnderTest(registry.messaging);
      await gateway.connect(id, ({ commandId }) => ({ commandId, status }));
      await until(async () => (await registry.get(`/stations/${id}`)).body.connected, 'its link');
      await registry.call('POST', `/stations/${id}/commands?waitS=5`, TOLD[version]);
      await gateway.stop();
    };

    it.each([
      ['TC_073_CSMS', '1.6'],
      ['TC_A_09_CSMS', '2.0.1'],
    ] as const)('%s replaces the old one once the station accepts it', async (id, version) => {
      await change(id, version, 'accepted');
      expect(await old(id)).toEqual({ ok: false, reason: 'bad-credentials' });
      expect(await fresh(id)).toMatchObject({ ok: true });
    });

    it('TC_A_10_CSMS changes nothing where the station rejects it', async () => {
      await change('P2', '2.0.1', 'rejected');
      expect(await fresh('P2')).toEqual({ ok: false, reason: 'bad-credentials' });
      expect(await old('P2')).toMatchObject({ ok: true });
    });

    it('admits beside the old one while nobody knows, until the station uses it', async () => {
      await change('P3', '1.6', 'unknown-outcome');
      expect(await old('P3')).toMatchObject({ ok: true });
      expect(await fresh('P3')).toMatchObject({ ok: true });
      expect(await old('P3')).toEqual({ ok: false, reason: 'bad-credentials' });
      expect(await fresh('P3')).toMatchObject({ ok: true });
    });
  });

  it('the version of stations without subprotocol is their own setting, else the tenant’s', async () => {
    await register('V1', { assumeVersion: '2.0.1' });
    await register('V2');
    expect(await admit('V2')).not.toHaveProperty('assumeVersion');
    await registry.call('PATCH', '/tenant', { assumeVersion: '1.6' });
    expect(await admit('V1')).toMatchObject({ assumeVersion: '2.0.1' });
    expect(await admit('V2')).toMatchObject({ assumeVersion: '1.6' });
    await registry.call('PATCH', '/tenant', { assumeVersion: null });
    expect((await registry.get('/tenant')).body).toMatchObject({ assumeVersion: null, currency: 'EUR' });
    const soap = await registry.call('PATCH', '/tenant', { assumeVersion: '1.5' });
    expect(soap).toMatchObject({ status: 400 });
  });
});
