import type { CommandRequest } from '@chargebus/contracts';
import { holdConnectors, query } from './testing/database';
import { factsOf } from './testing/facts';
import { accept, GatewayUnderTest, type Execute, type StationUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

describe('commands that wait', () => {
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

  const told = new Map<string, CommandRequest[]>();
  const typesOf = (id: string): string[] => (told.get(id) ?? []).map(({ command }) => JSON.stringify(command));
  /** The station's link, booted; what it is told is kept. */
  async function back(id: string, execute: Execute = accept): Promise<StationUnderTest> {
    const station = await gateway.connect(id, (request) => {
      told.set(id, [...(told.get(id) ?? []), request]);
      return execute(request);
    });
    await until(() => station.link.current(), `the claim of ${id}`);
    await station.boot();
    await until(async () => {
      const { connected, boot } = (await registry.get(`/stations/${id}`)).body;
      return connected && boot.status === 'accepted';
    }, `the presence of ${id}`);
    return station;
  }
  async function away(id: string): Promise<void> {
    await registry.call('POST', '/stations', { id });
  }
  const send = (id: string, body: object, query = '') =>
    registry.call('POST', `/stations/${id}/commands${query}`, body);
  const look = async (id: string, commandId: string) =>
    (await registry.get(`/stations/${id}/commands/${commandId}`)).body;
  const ended = (id: string, commandId: string) =>
    until(async () => {
      const body = await look(id, commandId);
      return body.endedAt !== null && body;
    }, `the end of ${commandId}`);
  const cache = { type: 'clear-cache' };

  it('run once, in the order they were asked for, when their station is back and accepted', async () => {
    await away('Q1');
    const expiresAt = inAnHour();
    const keys = ['a', 'b', 'c'].map((key) => ({ type: 'get-configuration', keys: [key], expiresAt }));
    const queued = [];
    for (const body of keys) queued.push(await send('Q1', body));
    for (const { status, body } of queued) {
      expect({ status, body }).toMatchObject({ status: 202, body: { status: 'queued', expiresAt, endedAt: null } });
    }
    // Ahead of the line: what may not wait is sent at once, and nobody is there.
    expect((await send('Q1', cache)).body.status).toBe('offline');
    const pending = await gateway.connect('Q1', accept);
    await pending.boot({ verdict: { status: 'pending', intervalS: 1, decidedBy: 'service' } });
    await until(async () => (await registry.get('/stations/Q1')).body.boot.status === 'pending', 'the boot');
    expect((await look('Q1', queued[0]!.body.id)).status).toBe('queued');
    await back('Q1');
    for (const { body } of queued) expect((await ended('Q1', body.id)).status).toBe('accepted');
    expect(typesOf('Q1')).toEqual(
      ['a', 'b', 'c'].map((key) => JSON.stringify({ type: 'get-configuration', keys: [key] })),
    );
    // With its station there a command that may wait need not.
    expect(await send('Q1', { ...cache, expiresAt })).toMatchObject({ status: 200, body: { status: 'accepted' } });
    expect(told.get('Q1')).toHaveLength(4);
  });

  it('never run once they have expired, and say so', async () => {
    await away('Q2');
    const soon = new Date(Date.now() + 400).toISOString();
    const { body } = await send('Q2', { ...cache, expiresAt: soon });
    expect(body.status).toBe('queued');
    expect(await ended('Q2', body.id)).toMatchObject({ status: 'expired', retryable: false });
    await back('Q2');
    expect((await send('Q2', { ...cache, expiresAt: inAnHour() })).body.status).toBe('accepted');
    expect(told.get('Q2')).toHaveLength(1);
    const said = async () => (await factsOf(registry.messaging, 'Q2')).filter(({ kind }) => kind === 'command.ended');
    await until(async () => (await said()).length === 2, 'the facts');
    expect((await said())[0]).toMatchObject({ data: { commandId: body.id, status: 'expired' } });
  });

  it('are cancelled while they wait, and not later', async () => {
    await away('Q3');
    const [first, second] = [
      await send('Q3', { ...cache, expiresAt: inAnHour() }),
      await send('Q3', { ...cache, expiresAt: inAnHour() }),
    ];
    const cancel = (id: string) => registry.call('DELETE', `/stations/Q3/commands/${id}`);
    expect(await cancel(first!.body.id)).toMatchObject({
      status: 200,
      body: { status: 'cancelled', retryable: false },
    });
    expect(await cancel(first!.body.id)).toMatchObject({ status: 409, body: { reason: 'not-waiting' } });
    await back('Q3');
    expect((await ended('Q3', second!.body.id)).status).toBe('accepted');
    expect(told.get('Q3')).toMatchObject([{ commandId: second!.body.id }]);
    expect((await cancel(second!.body.id)).status).toBe(409);
    expect((await cancel('01890000-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await registry.get('/stations/Q3/commands?status=cancelled')).body.items).toHaveLength(1);
  });

  it('survive a restart, and run once with two replicas at work', async () => {
    const ids = Array.from({ length: 8 }, (_, n) => `Q4-${n}`);
    const queued: [string, string][] = [];
    for (const id of ids) {
      await away(id);
      for (let n = 0; n < 3; n++) queued.push([id, (await send(id, { ...cache, expiresAt: inAnHour() })).body.id]);
    }
    await registry.close();
    await registry.startAgain();
    const replica = await registry.replica();
    try {
      await Promise.all(ids.map((id) => back(id)));
      for (const [id, commandId] of queued) expect((await ended(id, commandId)).status).toBe('accepted');
    } finally {
      await replica.close();
    }
    const done = ids.flatMap((id) => (told.get(id) ?? []).map(({ commandId }) => [id, commandId]));
    expect(done.sort()).toEqual(queued.sort());
  });

  it('that were sent by a process that died end as unknown-outcome and are not sent again', async () => {
    const { body } = await away('Q5').then(() => send('Q5', { ...cache, expiresAt: inAnHour() }));
    // As if a process had taken it out of the line, and had been killed before it heard the outcome.
    await query(
      registry,
      `UPDATE command SET status = 'running', deadline_at = now() - interval '1 s' WHERE id = '${body.id}'`,
    );
    const next = await send('Q5', { ...cache, expiresAt: inAnHour() });
    await back('Q5');
    expect(await ended('Q5', body.id)).toMatchObject({ status: 'unknown-outcome', error: { code: 'NoOutcome' } });
    expect((await ended('Q5', next.body.id)).status).toBe('accepted');
    expect(told.get('Q5')).toMatchObject([{ commandId: next.body.id }]);
  });

  it('go back into line when their link is gone before it could do anything', async () => {
    let there = false;
    await away('Q6');
    const station = await back('Q6', ({ commandId }) =>
      there
        ? accept({ commandId } as CommandRequest)
        : { commandId, status: 'rejected', error: { code: 'NotAccepted', description: 'not yet' } },
    );
    const { body } = await send('Q6', { ...cache, expiresAt: inAnHour() }, '?waitS=3');
    expect(body.status).toBe('queued');
    there = true;
    await station.boot();
    expect((await ended('Q6', body.id)).status).toBe('accepted');
  });

  it('to reset a 1.6 station when idle are sent at the end of its sessions', async () => {
    await away('Q7');
    const station = await back('Q7');
    await station.status({ evse: 1, connector: 1, status: 'occupied' });
    await station.chargingState({ evse: 1, connector: 1, chargingState: 'charging' });
    await until(
      async () => (await registry.get('/stations/Q7')).body.evses[0]?.connectors[0]?.chargingState === 'charging',
      'the charging state',
    );
    const { status, body } = await send('Q7', { type: 'reset', when: 'idle' });
    expect({ status, body }).toMatchObject({ status: 202, body: { status: 'scheduled', endedAt: null } });
    expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    expect((await registry.get('/stations/Q7/commands?status=scheduled')).body.items).toHaveLength(1);
    // What waits for the line's turn, and not for the sessions, passes by.
    expect((await send('Q7', { ...cache, expiresAt: inAnHour() })).body.status).toBe('accepted');
    await station.chargingState({ evse: 1, connector: 1, chargingState: 'idle' });
    expect((await ended('Q7', body.id)).status).toBe('accepted');
    expect(told.get('Q7')?.map(({ command }) => command)).toEqual([cache, { type: 'reset', when: 'now' }]);
    expect((await send('Q7', { type: 'reset', when: 'idle' })).body.status).toBe('accepted');
  });

  it('to reset a 1.6 station when idle wait on where the log has a session that was not read yet', async () => {
    await away('Q9');
    const station = await back('Q9');
    await station.status({ evse: 1, connector: 1, status: 'occupied' });
    await until(async () => (await registry.get('/stations/Q9')).body.evses.length === 1, 'the connector');
    const release = await holdConnectors(registry);
    await station.chargingState({ evse: 1, connector: 1, chargingState: 'charging' });
    const { body } = await send('Q9', { type: 'reset', when: 'idle' }, '?waitS=0');
    await until(async () => (await look('Q9', body.id)).status === 'running', 'its turn');
    await release();
    await until(async () => (await look('Q9', body.id)).status === 'scheduled', 'it to wait');
    expect(told.get('Q9')).toBeUndefined();
    await station.chargingState({ evse: 1, connector: 1, chargingState: 'idle' });
    expect((await ended('Q9', body.id)).status).toBe('accepted');
    expect(told.get('Q9')?.map(({ command }) => command)).toEqual([{ type: 'reset', when: 'now' }]);
  });

  it('are refused where they could not be kept, each fault named', async () => {
    await away('Q8');
    const faults = async (body: object): Promise<[number, string]> => {
      const { status, body: problem } = await send('Q8', body);
      return [status, problem.errors?.[0]?.path];
    };
    expect(await faults({ ...cache, expiresAt: '2020-01-01T00:00:00Z' })).toEqual([422, 'expiresAt']);
    expect(await faults({ ...cache, expiresAt: '2200-01-01T00:00:00Z' })).toEqual([422, 'expiresAt']);
    expect(await faults({ ...cache, expiresAt: 'tomorrow' })).toEqual([400, 'expiresAt']);
    const secret = { type: 'set-configuration', key: 'AuthorizationKey', value: 'DEADBEEFDEADBEEF' };
    expect(await faults({ ...secret, expiresAt: inAnHour() })).toEqual([422, 'expiresAt']);
    expect((await send('nobody', { ...cache, expiresAt: inAnHour() })).status).toBe(404);
    expect((await registry.get('/stations/Q8/commands')).body.items).toEqual([]);
  });

  describe('in bulk', () => {
    const bulk = (body: object, headers = {}) => registry.call('POST', '/bulk-commands', body, headers);
    const done = (id: string) =>
      until(async () => {
        const { body } = await registry.get(`/bulk-commands/${id}`);
        return body.ended && body;
      }, `the end of bulk ${id}`);

    it('run once at each station of the selection, so many at a time as asked, with a result each', async () => {
      let [running, most] = [0, 0];
      const slow: Execute = async (request) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return request.stationId === 'B3' ? { commandId: request.commandId, status: 'rejected' } : accept(request);
      };
      const ids = Array.from({ length: 12 }, (_, n) => `B${n}`);
      for (const id of ids) await registry.call('POST', '/stations', { id, tags: ['bulk'] });
      await registry.call('POST', '/stations', { id: 'B-away', tags: ['bulk'] });
      for (const id of ids) await back(id, slow);
      const key = { 'idempotency-key': 'bulk-1' };
      const call = { selector: { tag: 'bulk' }, command: cache, maxInFlight: 3 };
      const { status, body } = await bulk(call, key);
      expect({ status, body }).toMatchObject({
        status: 202,
        body: { total: 13, counts: { queued: 13 }, ended: false },
      });
      expect((await bulk(call, key)).body.id).toBe(body.id);
      expect((await bulk({ ...call, maxInFlight: 4 }, key)).status).toBe(422);
      expect(await done(body.id)).toMatchObject({ counts: { accepted: 11, rejected: 1, offline: 1 }, ended: true });
      expect(most).toBeLessThanOrEqual(3);
      expect(ids.map((id) => told.get(id)?.length)).toEqual(ids.map(() => 1));
      const first = (await registry.get(`/bulk-commands/${body.id}/results?limit=10`)).body;
      const rest = (await registry.get(`/bulk-commands/${body.id}/results?limit=10&cursor=${first.nextCursor}`)).body;
      const results = [...first.items, ...rest.items].map(({ stationId, status: end }) => `${stationId} ${end}`);
      expect(results).toHaveLength(13);
      expect(results).toEqual(expect.arrayContaining(['B0 accepted', 'B3 rejected', 'B-away offline']));
      expect((await registry.get(`/bulk-commands/${body.id}/results?status=offline`)).body.items).toMatchObject([
        { stationId: 'B-away', bulkId: body.id },
      ]);
      expect((await registry.get('/bulk-commands?limit=1')).body.items).toMatchObject([{ id: body.id }]);
    });

    it('wait for stations that are away as long as told, and are cancelled together', async () => {
      await away('B20');
      await away('B21');
      const selector = { stationIds: ['B20', 'B21'] };
      const { body } = await bulk({ selector, command: cache, expiresAt: inAnHour() });
      await back('B20');
      await until(
        async () => (await registry.get(`/bulk-commands/${body.id}`)).body.counts.accepted === 1,
        'one result',
      );
      const cancelled = await registry.call('DELETE', `/bulk-commands/${body.id}`);
      expect(cancelled.body).toMatchObject({ counts: { accepted: 1, cancelled: 1 }, ended: true });
      await back('B21');
      expect((await send('B21', { ...cache, expiresAt: inAnHour() })).body.status).toBe('accepted');
      expect(told.get('B21')).toHaveLength(1);
    });

    it('are refused with each fault named', async () => {
      const faults = async (body: object): Promise<[number, string]> => {
        const { status, body: problem } = await bulk(body);
        return [status, problem.errors?.[0]?.path];
      };
      expect(await faults({ selector: {}, command: cache })).toEqual([400, 'selector']);
      expect(await faults({ selector: { tag: 'nobody has it' }, command: cache })).toEqual([422, 'selector']);
      const unknown = { stationIds: ['B20', 'B99'] };
      expect(await faults({ selector: unknown, command: cache })).toEqual([422, 'selector.stationIds.1']);
      expect(await faults({ selector: { all: true }, command: { type: 'dance' } })).toEqual([400, 'command.type']);
      expect(await faults({ selector: { all: true }, command: cache, maxInFlight: 0 })).toEqual([400, 'maxInFlight']);
      const secret = { type: 'set-configuration', key: 'AuthorizationKey', value: 'DEADBEEFDEADBEEF' };
      expect(await faults({ selector: { all: true }, command: secret })).toEqual([422, 'command']);
      expect((await registry.get('/bulk-commands/01890000-0000-7000-8000-000000000000')).status).toBe(404);
    });
  });
});
