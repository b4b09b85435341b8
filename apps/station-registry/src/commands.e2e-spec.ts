import type { CommandRequest } from '@chargebus/contracts';
import { query } from './testing/database';
import { factsOf } from './testing/facts';
import { accept, GatewayUnderTest, type Execute } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

describe('commands to stations', () => {
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

  /** A registered station whose link executes; returns what it was told. */
  async function station(id: string, execute: Execute = accept): Promise<CommandRequest[]> {
    const told: CommandRequest[] = [];
    await registry.call('POST', '/stations', { id });
    const { link } = await gateway.connect(id, (request) => {
      told.push(request);
      return execute(request);
    });
    await until(() => link.current(), `the claim of ${id}`);
    return told;
  }
  const send = (id: string, body: unknown, query = '', headers = {}) =>
    registry.call('POST', `/stations/${id}/commands${query}`, body, headers);

  it('reach the station in neutral words, and its answer comes back', async () => {
    const told = await station('K1');
    const { status, body } = await send('K1', { type: 'reset', when: 'idle', hard: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      stationId: 'K1',
      type: 'reset',
      parameters: { when: 'idle', hard: true },
      status: 'accepted',
      retryable: false,
      response: { status: 'Accepted' },
      error: null,
      actor: { type: 'user', id: 'admin' },
    });
    expect(told).toMatchObject([{ commandId: body.id, command: { type: 'reset', when: 'idle', hard: true } }]);
    expect((await registry.get(`/stations/K1/commands/${body.id}`)).body).toEqual(body);
    const ended = async () => (await factsOf(registry.messaging, 'K1')).filter(({ kind }) => kind === 'command.ended');
    await until(async () => (await ended()).length > 0, 'the fact');
    expect((await ended()).at(-1)).toMatchObject({
      kind: 'command.ended',
      data: { commandId: body.id, type: 'reset', status: 'accepted' },
    });
  });

  it.each([
    { type: 'trigger', message: 'status', evseId: 1 },
    { type: 'unlock', evseId: 1 },
    { type: 'set-availability', operative: false, evseId: 1 },
    { type: 'clear-cache' },
    { type: 'get-configuration', keys: ['HeartbeatInterval'] },
    { type: 'set-configuration', key: 'HeartbeatInterval', value: '60' },
    { type: 'get-variables', variables: [{ component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' }] },
    { type: 'set-variables', variables: [{ component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: '60' }] },
    { type: 'data-transfer', vendorId: 'v', messageId: 'm', data: { a: 1 } },
  ])('of type $type are passed on as asked', async (command) => {
    const id = `K-${command.type}`;
    const told = await station(id);
    expect((await send(id, command)).body.status).toBe('accepted');
    expect(told[0]?.command).toEqual(command);
  });

  it('go to the link that has the station now, and to no other, also while an older one is on record', async () => {
    const old = await station('K13');
    const other = new GatewayUnderTest(registry.messaging);
    const told: CommandRequest[] = [];
    const { link } = await other.connect('K13', (request) => {
      told.push(request);
      return accept(request);
    });
    await until(() => link.current(), 'the claim');
    expect((await send('K13', { type: 'clear-cache' })).body.status).toBe('accepted');
    await other.stop();
    expect(told).toHaveLength(1);
    expect(old).toEqual([]);
  });

  it('to a station without a link end as offline, which may be tried again', async () => {
    await registry.call('POST', '/stations', { id: 'K2' });
    const { status, body } = await send('K2', { type: 'clear-cache' });
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'offline', retryable: true } });
  });

  it('that the station does not answer end as unknown-outcome', async () => {
    await station('K3', () => new Promise(() => undefined));
    const { status, body } = await send('K3', { type: 'clear-cache' });
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'unknown-outcome', retryable: true } });
  });

  it('that the version has no call for, or whose call fails its schema, say why', async () => {
    await station('K4', ({ commandId }) => ({
      commandId,
      status: 'unsupported',
      error: { code: 'NotSupported', description: 'no such thing' },
    }));
    expect((await send('K4', { type: 'clear-cache' })).body).toMatchObject({
      status: 'unsupported',
      error: { description: 'no such thing' },
    });
    await station('K5', ({ commandId }) => ({
      commandId,
      status: 'invalid',
      error: { code: 'FormationViolation', description: 'too long' },
    }));
    expect((await send('K5', { type: 'clear-cache' })).body).toMatchObject({
      status: 'failed',
      error: { description: 'too long' },
    });
    expect((await registry.get('/stations/K5/commands?status=failed')).body.items).toHaveLength(1);
  });

  it('that take longer than the caller waits are 202, and end later', async () => {
    let answer: () => void = () => undefined;
    await station('K6', async (request) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return accept(request);
    });
    const running = await send('K6', { type: 'clear-cache' }, '?waitS=0');
    expect(running).toMatchObject({ status: 202, body: { status: 'running', retryable: false, endedAt: null } });
    answer();
    const ended = await until(async () => {
      answer();
      const { body } = await registry.get(`/stations/K6/commands/${running.body.id}`);
      return body.status !== 'running' && body;
    });
    expect(ended.status).toBe('accepted');
  });

  it('with the same key and body are done once, also at the same instant', async () => {
    const told = await station('K7');
    const key = { 'idempotency-key': 'k7-1' };
    const answers = await Promise.all([1, 2, 3].map(() => send('K7', { type: 'reset', when: 'now' }, '', key)));
    const later = await send('K7', { type: 'reset', when: 'now' }, '', key);
    expect(new Set([...answers, later].map(({ body }) => body.id)).size).toBe(1);
    for (const { status, body } of [...answers, later]) expect([status, body.status]).toEqual([200, 'accepted']);
    expect(told).toHaveLength(1);
    const other = await send('K7', { type: 'reset', when: 'idle' }, '', key);
    expect(other).toMatchObject({ status: 422, body: { errors: [{ path: 'Idempotency-Key' }] } });
    const elsewhere = await send('K1', { type: 'reset', when: 'now' }, '', key);
    expect(elsewhere.status).toBe(422);
  });

  it('are listed newest first, page by page', async () => {
    await station('K8');
    for (let n = 0; n < 3; n++) await send('K8', { type: 'clear-cache' });
    const first = await registry.get('/stations/K8/commands?limit=2');
    const second = await registry.get(`/stations/K8/commands?limit=2&cursor=${first.body.nextCursor}`);
    const times = [...first.body.items, ...second.body.items].map(({ createdAt }: { createdAt: string }) => createdAt);
    expect(times).toHaveLength(3);
    expect([...times].sort().reverse()).toEqual(times);
    expect((await registry.get('/stations/K8/commands?type=reset')).body.items).toEqual([]);
  });

  it('keep no secrets in the ledger, of what was asked and of what the station answered', async () => {
    const pem = '-----BEGIN PRIVATE KEY-----\nMIGH-SECRET\n-----END PRIVATE KEY-----';
    const told = await station('K9', ({ commandId }) =>
      Promise.resolve({
        commandId,
        status: 'accepted',
        response: { configurationKey: [{ key: 'AuthorizationKey', readonly: false, value: 'FROM-STATION' }] },
      }),
    );
    const connectionData = { basicAuthPassword: 'IN-PROFILE', vpn: { user: 'u', key: 'IN-VPN' } };
    for (const command of [
      { type: 'set-configuration', key: 'AuthorizationKey', value: 'DEADBEEF' },
      { type: 'set-variables', variables: [{ component: 'C', variable: 'BasicAuthPassword', value: 'IN-VARIABLE' }] },
      { type: 'data-transfer', vendorId: 'v', data: { pem } },
    ]) {
      const { body } = await send('K9', command);
      expect(body.status).toBe('accepted');
      expect(told.at(-1)?.command).toEqual(command);
    }
    const raw = { action: 'SetNetworkProfile', payload: { configurationSlot: 1, connectionData } };
    await registry.call('POST', '/stations/K9/ocpp', raw);
    expect(told.at(-1)?.command).toMatchObject(raw);
    const { body } = await registry.get('/stations/K9/commands?type=ocpp');
    expect(body.items[0].parameters.payload).toEqual({
      configurationSlot: 1,
      connectionData: { basicAuthPassword: '[redacted]', vpn: { user: 'u', key: '[redacted]' } },
    });
    const kept = JSON.stringify(await query(registry, "SELECT * FROM command WHERE station_id = 'K9'"));
    expect(kept.match(/DEADBEEF|IN-VARIABLE|MIGH-SECRET|IN-PROFILE|IN-VPN|FROM-STATION/g)).toBeNull();
    expect(kept).toContain('AuthorizationKey');
  });

  it('are refused with each field named when they are malformed', async () => {
    await registry.call('POST', '/stations', { id: 'K10' });
    const faults = async (body: unknown, query = ''): Promise<[number, string[]]> => {
      const answer = await send('K10', body, query);
      return [answer.status, answer.body.errors?.map(({ path }: { path: string }) => path)];
    };
    expect(await faults({ type: 'dance' })).toEqual([400, ['type']]);
    expect(await faults({ type: 'start-transaction', token: 'T', remoteStartId: 1 })).toEqual([400, ['type']]);
    expect(await faults(undefined)).toEqual([400, ['type']]);
    expect(await faults({ type: 'reset', when: 'soon', loudly: true })).toEqual([400, ['when', 'loudly']]);
    expect(await faults({ type: 'clear-cache' }, '?waitS=-1')).toEqual([400, ['waitS']]);
    expect((await send('nobody', { type: 'clear-cache' })).status).toBe(404);
    expect((await registry.get('/stations/K10/commands')).body.items).toEqual([]);
    expect((await registry.get('/stations/K10/commands/1')).status).toBe(400);
    expect((await registry.get('/stations/K10/commands/01890000-0000-7000-8000-000000000000')).status).toBe(404);
  });

  it('of a process that died are ended as unknown-outcome by whoever is there', async () => {
    await station('K11', () => new Promise(() => undefined));
    const { body } = await send('K11', { type: 'clear-cache' }, '?waitS=0');
    await registry.close();
    // As if the process had been killed while the command was under way, and its time were up.
    await query(
      registry,
      `UPDATE command SET status = 'running', ended_at = NULL, deadline_at = now() - interval '1 s' WHERE id = '${body.id}'`,
    );
    await registry.startAgain();
    const swept = await until(async () => {
      const answer = await registry.get(`/stations/K11/commands/${body.id}`);
      return answer.body.status !== 'running' && answer.body;
    }, 'the sweep');
    expect(swept).toMatchObject({ status: 'unknown-outcome', retryable: true, error: { code: 'NoOutcome' } });
  });

  it('are 503 while NATS is away, are not remembered, and work when it is back', async () => {
    const told = await station('K12');
    const key = { 'idempotency-key': 'k12-1' };
    registry.nats.kill('SIGKILL');
    await until(() => !registry.messaging.healthy(), 'the loss of NATS');
    const away = await send('K12', { type: 'clear-cache' }, '', key);
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).not.toBeNull();
    await registry.nats.restart();
    const { body } = await until(async () => {
      const answer = await send('K12', { type: 'clear-cache' }, '', key);
      return answer.status === 200 && answer;
    }, 'NATS');
    expect(body.status).toBe('accepted');
    expect(told).toHaveLength(1);
  });
});
