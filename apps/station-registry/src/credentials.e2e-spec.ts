import { asks, type AskRequest, type CommandOutcome, type CommandRequest } from '@chargebus/contracts';
import { GatewayUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

type Told = CommandRequest['command'];
type Reply = Omit<CommandOutcome, 'commandId'>;
const ACCEPTED: Reply = { status: 'accepted', response: { status: 'Accepted' } };

describe('what a station logs in with, changed by commands', () => {
  let registry: RegistryUnderTest;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start({ COMMAND_TIMEOUT_S: 1 });
    gateway = new GatewayUnderTest(registry.messaging);
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
  });

  const admit = (stationId: string, password?: string, knock: Partial<AskRequest<typeof asks.admit>> = {}) => {
    const basic = password && { username: stationId, passwordBase64: Buffer.from(password).toString('base64') };
    const request = { tenantId: 'default', stationId, transport: 'ws' as const, ...knock, ...(basic && { basic }) };
    return registry.messaging.ask(asks.admit, request, { deadlineMs: 5_000 });
  };
  const OLD = 'the-old-password-1';
  /** A station with the old password and security profile 1, that answers by `reply`; returns what it is told. */
  async function station(id: string, reply: (command: Told) => Reply): Promise<Told[]> {
    const told: Told[] = [];
    await registry.call('POST', '/stations', { id, password: OLD });
    const execute = ({ commandId, command }: CommandRequest): CommandOutcome => {
      told.push(command);
      return { commandId, ...reply(command) };
    };
    const { link } = await gateway.connect(id, execute, { securityProfile: 1 });
    await until(() => link.current(), `the claim of ${id}`);
    return told;
  }
  const send = (id: string, body: object, query = '', headers = {}) =>
    registry.call('POST', `/stations/${id}/commands${query}`, body, headers);
  /** 1.6 has no variables, 2.x no keys: their dialects say so. */
  const speaks = (version: '1.6' | '2.x', reply: (command: Told) => Reply) => (command: Told) => {
    const other = version === '1.6' ? ['get-variables', 'set-variables'] : ['get-configuration', 'set-configuration'];
    return other.includes(command.type) ? ({ status: 'unsupported' } as const) : reply(command);
  };

  it('TC_073_CSMS is a password that is made here and told once, in hex to 1.6; the old one admits until the new one is seen', async () => {
    const told = await station(
      'P1',
      speaks('1.6', () => ACCEPTED),
    );
    const first = await send('P1', { type: 'change-password' }, '?waitS=0', { 'idempotency-key': 'p1' });
    const { password, id } = first.body;
    expect(password).toMatch(/^[A-Za-z0-9]{20}$/);
    const again = await send('P1', { type: 'change-password' }, '?waitS=0', { 'idempotency-key': 'p1' });
    expect([again.body.id, again.body.password]).toEqual([id, undefined]);
    await until(() => told.some(({ type }) => type === 'set-configuration'), 'the call');
    const value = Buffer.from(password).toString('hex');
    expect(told.at(-1)).toEqual({ type: 'set-configuration', key: 'AuthorizationKey', value });
    expect(await admit('P1', OLD)).toMatchObject({ ok: true });
    expect(await admit('P1', password)).toMatchObject({ ok: true });
    expect(await admit('P1', OLD)).toEqual({ ok: false, reason: 'bad-credentials' });
    const ended = await until(async () => {
      const { body } = await registry.get(`/stations/P1/commands/${id}`);
      return body.status !== 'running' && body;
    });
    expect(ended).toMatchObject({ status: 'accepted', response: { verified: true }, parameters: {} });
    expect(JSON.stringify(ended)).not.toContain(password);
  });

  it('TC_A_09_CSMS is the one given, to 2.x as it is; a station that does not show it has its link ended and keeps the old one', async () => {
    const told = await station(
      'P2',
      speaks('2.x', () => ({ status: 'accepted', response: { variables: [{ status: 'accepted' }] } })),
    );
    const password = 'a-password-of-2.x-30-chars';
    const { body } = await send('P2', { type: 'change-password', password });
    expect(body).toMatchObject({
      status: 'accepted',
      response: { verified: false },
      parameters: { password: '[redacted]' },
    });
    const variables = [{ component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: password }];
    expect(told[0]).toEqual({ type: 'set-variables', variables });
    expect(told).toContainEqual({ type: 'disconnect', reason: 'its password was changed' });
    expect(await admit('P2', OLD)).toMatchObject({ ok: true });
    expect(await admit('P2', password)).toMatchObject({ ok: true });
    expect(await admit('P2', OLD)).toMatchObject({ ok: false });
  });

  it('TC_A_10_CSMS stays where the station rejects the new one, also beside one that it may have taken before', async () => {
    let status: CommandOutcome['status'] = 'unknown-outcome';
    await station(
      'P3',
      speaks('2.x', () => ({ status })),
    );
    const [maybe, no] = ['perhaps-this-password', 'surely-not-this-one-'];
    expect((await send('P3', { type: 'change-password', password: maybe })).body.status).toBe('unknown-outcome');
    status = 'rejected';
    expect((await send('P3', { type: 'change-password', password: no })).body.status).toBe('rejected');
    expect(await admit('P3', no)).toEqual({ ok: false, reason: 'bad-credentials' });
    expect(await admit('P3', OLD)).toMatchObject({ ok: true });
    expect(await admit('P3', maybe)).toMatchObject({ ok: true });
    expect(await admit('P3', OLD)).toMatchObject({ ok: false });
  });

  it('is not sent where 1.6 could not take it, and refused where it is no password', async () => {
    const told = await station(
      'P4',
      speaks('1.6', () => ACCEPTED),
    );
    const { body } = await send('P4', { type: 'change-password', password: 'x'.repeat(21) });
    expect(body).toMatchObject({ status: 'failed', error: { code: 'PasswordTooLong' } });
    expect(told.map(({ type }) => type)).toEqual(['set-variables']);
    for (const password of ['short', 'x'.repeat(41), 'with blanks in the middle', 7]) {
      const bad = await send('P4', { type: 'change-password', password });
      expect(bad).toMatchObject({ status: 400, body: { errors: [{ path: 'password' }] } });
    }
    const nowhere = await send('P4', { type: 'upgrade-security-profile', to: 4, csmsUrl: 'http://x' });
    expect(nowhere.body.errors.map(({ path }: { path: string }) => path)).toEqual(['to', 'csmsUrl']);
  });

  it('TC_083_CSMS is a security profile of 1.6, raised by the login with it', async () => {
    const told = await station(
      'U1',
      speaks('1.6', () => ACCEPTED),
    );
    const sent = send('U1', { type: 'upgrade-security-profile', to: 2 });
    await until(() => told.length > 0, 'the call');
    expect(told).toEqual([{ type: 'set-configuration', key: 'SecurityProfile', value: '2' }]);
    expect((await registry.get('/stations/U1')).body).toMatchObject({
      securityProfile: 1,
      upgradeSecurityProfileTo: 2,
    });
    expect(await admit('U1', OLD, { tls: true })).toMatchObject({ ok: true, securityProfile: 2 });
    expect((await sent).body).toMatchObject({
      status: 'accepted',
      response: { to: 2, verified: true, reset: 'not-needed' },
    });
    expect(await admit('U1', OLD)).toEqual({ ok: false, reason: 'insecure-transport' });
    expect((await send('U1', { type: 'upgrade-security-profile', to: 2 })).body).toMatchObject({
      status: 'rejected',
      error: { code: 'NoUpgrade' },
    });
  });

  it('stays what it was where the station rejects the higher one, and needs a password first', async () => {
    await station(
      'U2',
      speaks('1.6', () => ({ status: 'rejected', response: { status: 'Rejected' } })),
    );
    expect((await send('U2', { type: 'upgrade-security-profile', to: 2 })).body.status).toBe('rejected');
    expect((await registry.get('/stations/U2')).body).toMatchObject({
      securityProfile: 1,
      upgradeSecurityProfileTo: null,
    });
    await registry.call('POST', '/stations', { id: 'U3' });
    const bare = await send('U3', { type: 'upgrade-security-profile', to: 1 });
    expect(bare.body).toMatchObject({ status: 'rejected', error: { code: 'NoPassword' } });
  });

  it('TC_A_19_CSMS is in 2.x a network profile in a spare slot, tried first, and a reset once the station is idle', async () => {
    const told = await station(
      'U4',
      speaks('2.x', (command) => {
        if (command.type !== 'get-variables') return ACCEPTED;
        const values = [
          { variable: 'NetworkConfigurationPriority', value: '1,2' },
          { variable: 'ActiveNetworkProfile', value: '1' },
        ];
        const variables = values.map((one) => ({ component: 'OCPPCommCtrlr', status: 'accepted', ...one }));
        return { status: 'accepted', response: { variables } };
      }),
    );
    const csmsUrl = 'wss://csms.example/ocpp';
    const without = await send('U4', { type: 'upgrade-security-profile', to: 2 });
    expect(without.body).toMatchObject({ status: 'rejected', error: { code: 'NoCsmsUrl' } });
    const plain = await send('U4', { type: 'upgrade-security-profile', to: 2, csmsUrl: 'ws://csms.example' });
    expect(plain.body).toMatchObject({ status: 'rejected', error: { code: 'WrongScheme' } });
    told.length = 0;
    const sent = send('U4', { type: 'upgrade-security-profile', to: 2, csmsUrl });
    await until(() => told.some(({ type }) => type === 'reset'), 'the reset');
    expect(told.slice(2)).toMatchObject([
      {
        type: 'ocpp',
        action: 'SetNetworkProfile',
        payload: { configurationSlot: 2, connectionData: { ocppCsmsUrl: csmsUrl } },
      },
      { type: 'set-variables', variables: [{ variable: 'NetworkConfigurationPriority', value: '2,1' }] },
      { type: 'reset', when: 'idle' },
    ]);
    await admit('U4', OLD, { tls: true });
    expect((await sent).body).toMatchObject({ status: 'accepted', response: { verified: true, reset: 'accepted' } });
  });
});
