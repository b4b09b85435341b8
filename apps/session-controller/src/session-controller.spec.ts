import { asks, factSubject, partitionOf } from '@chargebus/contracts';
import { v7 as uuidv7 } from 'uuid';
import { clock, ended, energy, labelOf, power, samples, started, state } from './testing/reports';
import { TestBench, until } from './testing/service';

let bench: TestBench;
beforeAll(async () => {
  bench = await TestBench.open();
});
afterAll(() => bench.close());

const sessionsAt = async (stationId: string): Promise<any[]> =>
  (await bench.get(`/sessions?stationId=${stationId}`)).items;

describe('a session from a station', () => {
  const at = { stationId: 'CP-REST' };

  it('shows energy, times and reason by the API, told by facts, with samples and signed values', async () => {
    const { seq } = await bench.appendStart(started(0, {}, at));
    const named = { transactionRef: labelOf(seq) };
    await bench.append({ ...state(1, 'charging'), ...at });
    const signed = energy(clock(10), 0, { signed: true, raw: 'OCMF|{}' });
    await bench.append(samples(10, [energy(clock(10), 2000), power(clock(10), 7400), signed], named, at));
    await until(async () => (await sessionsAt('CP-REST'))[0]?.powerW === 7400);
    await bench.append(ended(30, labelOf(seq), { reason: 'remote' }, at));
    const session = await until(async () => (await sessionsAt('CP-REST')).find(({ status }) => status === 'ended'));
    expect(session).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      stationId: 'CP-REST',
      locationId: null,
      evseId: 1,
      connectorId: 1,
      token: 'TAG1',
      tokenType: 'rfid',
      status: 'ended',
      failReason: null,
      startedAt: clock(0),
      endedAt: clock(30),
      meterStartWh: 1000,
      meterStopWh: 6000,
      energyWh: 5000,
      energyExportWh: 0,
      powerW: 0,
      socPercent: null,
      stopReason: 'remote',
      transactionRef: labelOf(seq),
      reservationId: null,
      anomalies: [],
      cost: null,
      pause: null,
    });
    expect(await bench.get(`/sessions/${session.id}`)).toEqual(session);
    const { items } = await bench.get(`/sessions/${session.id}/samples`);
    expect(items).toMatchObject([
      { at: clock(10), measurand: 'Energy.Active.Import.Register', value: 2000, unit: 'Wh' },
      { at: clock(10), measurand: 'Power.Active.Import', value: 7400, unit: 'W' },
    ]);
    expect(await bench.get(`/sessions/${session.id}/curves?resolutionS=300`)).toEqual({
      ...{ sessionId: session.id, resolutionS: 300, powerFrom: 'measured' },
      power: [{ at: clock(10), powerW: 7400, maxW: 7400 }],
      energy: [{ at: clock(10), energyWh: 1000 }],
    });
    const tooFine = await bench.call('GET', `/sessions/${session.id}/curves?resolutionS=1&from=2025-01-01T00:00:00Z`);
    expect(tooFine).toMatchObject({ status: 422, body: { errors: [{ path: 'resolutionS' }] } });
    expect((await bench.get(`/sessions/${session.id}/signed-values`)).items).toMatchObject([
      { raw: 'OCMF|{}', signed: true },
    ]);
    await until(async () => bench.factsOf(session.id).at(-1)?.kind === 'session.ended');
    expect(bench.factsOf(session.id).map(({ kind }) => kind)).toEqual([
      'session.started',
      'session.updated',
      'session.updated',
      'session.ended',
    ]);
  });

  it('is one session, with one label, when its start is repeated on two sockets at once', async () => {
    const start = started(0, {}, { stationId: 'CP-TWICE' });
    const [one, two] = await Promise.all([bench.appendStart(start), bench.appendStart(start)]);
    expect(one.seq).toBe(two.seq);
    await until(async () => (await sessionsAt('CP-TWICE')).length > 0);
    await bench.append(ended(5, labelOf(one.seq), {}, { stationId: 'CP-TWICE' }));
    await bench.append(ended(5, labelOf(one.seq), {}, { stationId: 'CP-TWICE' }));
    await bench.append(started(9, {}, { stationId: 'CP-TWICE' }));
    const sessions = await until(async () => {
      const found = await sessionsAt('CP-TWICE');
      return found.length === 2 && found;
    });
    expect(sessions.map(({ status }: { status: string }) => status)).toEqual(['preparing', 'ended']);
    expect(bench.factsOf(sessions[1].id).filter(({ kind }) => kind === 'session.ended')).toHaveLength(1);
  });

  it('shows what billing says it costs', async () => {
    const [session] = await sessionsAt('CP-REST');
    const cost = { amount: '2.38', net: '2.00', currency: 'EUR', final: true };
    const fact = {
      ...{ kind: 'session.priced', id: uuidv7(), tenantId: 'default', key: 'CP-REST', at: clock(31) },
      ...{ actor: { type: 'service', id: 'billing' }, data: { sessionId: session.id, stationId: 'CP-REST', cost } },
    };
    const subject = factSubject(partitionOf('default', 'CP-REST', bench.messaging.partitions));
    await bench.messaging.nc.jetstream({ timeout: 30_000 }).publish(subject, JSON.stringify({ v: 1, events: [fact] }));
    await until(async () => (await bench.get(`/sessions/${session.id}`)).cost !== null);
    expect((await bench.get(`/sessions/${session.id}`)).cost).toEqual(cost);
  });

  it('is not seen by another tenant', async () => {
    const [session] = await sessionsAt('CP-REST');
    expect((await bench.call('GET', `/sessions/${session.id}`, { as: 'other' })).status).toBe(404);
    expect((await bench.call('POST', `/sessions/${session.id}/stop`, { as: 'other' })).status).toBe(404);
    expect((await bench.call('GET', '/sessions', { as: 'other' })).body).toEqual({ items: [], nextCursor: null });
  });

  it('is listed page by page', async () => {
    const first = await bench.get('/sessions?limit=1');
    expect(first.items).toHaveLength(1);
    const second = await bench.get(`/sessions?limit=1&cursor=${first.nextCursor}`);
    expect(second.items[0].id).not.toBe(first.items[0].id);
  });
});

describe('tokens', () => {
  const put = (uid: string, body: object) => bench.call('PUT', `/tokens/${uid}`, { body });
  const ask = async (token: string, o: object = {}) =>
    bench.messaging.ask(
      asks.authorize,
      { tenantId: 'default', stationId: 'CP-1', token, purpose: 'authorize', ...o },
      { deadlineMs: 3_000 },
    );

  it('are put, read, listed and deleted, and every change is a fact', async () => {
    const made = await put('00Ff', { status: 'accepted', groupId: 'fleet', expiresAt: '2099-01-01T01:00:00+01:00' });
    expect(made).toMatchObject({
      status: 200,
      body: { uid: '00Ff', status: 'accepted', type: 'rfid', groupId: 'fleet', expiresAt: '2099-01-01T00:00:00.000Z' },
    });
    await put('00fF', { status: 'blocked' });
    expect(await bench.get('/tokens/00FF')).toMatchObject({ uid: '00Ff', status: 'blocked', groupId: null });
    expect((await bench.get('/tokens?status=blocked')).items).toMatchObject([{ uid: '00Ff' }]);
    expect((await bench.call('DELETE', '/tokens/00ff')).status).toBe(204);
    expect((await bench.call('GET', '/tokens/00ff')).status).toBe(404);
    expect((await bench.call('DELETE', '/tokens/00ff')).status).toBe(404);
    const facts = await until(async () => {
      const found = bench.facts.filter((fact) => fact.kind === 'token.changed');
      return found.length === 3 && found;
    });
    expect(facts.map(({ data }) => [data.status, data.deleted])).toEqual([
      ['accepted', false],
      ['blocked', false],
      ['blocked', true],
    ]);
    expect(facts[0]?.actor).toEqual({ type: 'user', id: 'admin' });
  });

  it('are listed by status and group together, page by page', async () => {
    for (const uid of ['LIST-3', 'LIST-1', 'LIST-2']) await put(uid, { status: 'blocked', groupId: 'listed' });
    await put('LIST-4', { status: 'accepted', groupId: 'listed' });
    await put('LIST-5', { status: 'blocked', groupId: 'others' });
    const uids = (page: { items: { uid: string }[] }) => page.items.map(({ uid }) => uid);
    const first = await bench.get('/tokens?status=blocked&groupId=listed&limit=2');
    expect(uids(first)).toEqual(['LIST-1', 'LIST-2']);
    const second = await bench.get(`/tokens?status=blocked&groupId=listed&limit=2&cursor=${first.nextCursor}`);
    expect([uids(second), second.nextCursor]).toEqual([['LIST-3'], null]);
    expect(uids(await bench.get('/tokens?groupId=listed'))).toEqual(['LIST-1', 'LIST-2', 'LIST-3', 'LIST-4']);
    for (const n of [1, 2, 3, 4, 5]) await bench.call('DELETE', `/tokens/LIST-${n}`);
  });

  it('are answered to gateways as they are', async () => {
    await put('ASK-OK', { status: 'accepted', groupId: 'fleet' });
    await put('ASK-NO', { status: 'blocked' });
    await put('ASK-OLD', { status: 'accepted', expiresAt: '2020-01-01T00:00:00Z' });
    expect(await ask('ask-ok')).toEqual({ ok: true, status: 'accepted', groupId: 'fleet' });
    expect(await ask('ASK-NO')).toMatchObject({ status: 'blocked' });
    expect(await ask('ASK-OLD')).toMatchObject({ status: 'expired' });
    expect(await ask('NEVER-SEEN')).toEqual({ ok: true, status: 'unknown' });
    expect(await ask('ask-ok', { tenantId: 'other' })).toMatchObject({ status: 'unknown' });
  });

  it('are imported, all or none, and the same import again changes nothing', async () => {
    const tokens = [
      { uid: '007', status: 'accepted', type: 'emaid', groupId: 'fleet' },
      { uid: '7', status: 'blocked', allowedStations: ['CP-7'] },
    ];
    const send = (body: object) => bench.call('POST', '/tokens/import', { body });
    expect(await send({ tokens })).toMatchObject({ status: 200, body: { created: 2, changed: 0, unchanged: 0 } });
    const changed = [tokens[0], { ...tokens[1], status: 'accepted' }];
    expect((await send({ tokens: changed })).body).toEqual({ created: 0, changed: 1, unchanged: 1 });
    expect((await send({ tokens: changed })).body).toEqual({ created: 0, changed: 0, unchanged: 2 });
    expect(await bench.get('/tokens/007')).toMatchObject({ type: 'emaid', groupId: 'fleet', allowedStations: null });
    expect(await ask('7', { purpose: 'start', stationId: 'CP-7' })).toMatchObject({ status: 'accepted' });
    expect(await ask('7', { purpose: 'start', stationId: 'CP-8' })).toMatchObject({ status: 'not-at-this-location' });
    const twice = await send({
      tokens: [
        { uid: 'ab', status: 'accepted' },
        { uid: 'AB', status: 'accepted' },
      ],
    });
    expect(twice).toMatchObject({ status: 400, body: { errors: [{ path: 'tokens.1.uid' }] } });
    expect((await bench.call('GET', '/tokens/AB')).status).toBe(404);
    await until(
      async () =>
        bench.facts.filter(({ kind, data }) => kind === 'token.changed' && 'uid' in data && data.uid === '7').length ===
        2,
    );
  });

  it('may run one session at a time if set, never against the retry of the same start', async () => {
    await put('SINGLE', { status: 'accepted', singleSession: true });
    const start = started(0, { token: 'single' }, { stationId: 'CP-SINGLE' });
    await bench.appendStart(start);
    await until(async () => (await sessionsAt('CP-SINGLE')).length === 1);
    expect(await ask('SINGLE', { purpose: 'start', fingerprint: start.data.fingerprint })).toMatchObject({
      status: 'accepted',
    });
    expect(await ask('SINGLE', { purpose: 'start', fingerprint: 'another' })).toMatchObject({
      status: 'concurrent-tx',
    });
  });

  it('stop a session of their own or of their group only', async () => {
    await put('STOP-A', { status: 'accepted', groupId: 'family' });
    await put('STOP-B', { status: 'accepted', groupId: 'family' });
    await put('STOP-C', { status: 'accepted' });
    const verdict = { status: 'accepted', decidedBy: 'service', groupId: 'family' } as const;
    await bench.appendStart(started(0, { token: 'STOP-A', verdict }, { stationId: 'CP-STOP' }));
    await until(async () => (await sessionsAt('CP-STOP')).length === 1);
    const stop = (token: string) => ask(token, { purpose: 'stop', stationId: 'CP-STOP' });
    expect(await stop('stop-a')).toMatchObject({ status: 'accepted' });
    expect(await stop('STOP-B')).toMatchObject({ status: 'accepted' });
    expect(await stop('STOP-C')).toMatchObject({ status: 'invalid' });
  });
});

describe('bad input', () => {
  it('is answered with problem+json that names each field', async () => {
    const answer = await bench.call('POST', '/sessions', { body: { stationId: '', evseId: 'one', extra: 1 } });
    expect(answer).toMatchObject({ status: 400, type: expect.stringContaining('application/problem+json') });
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['stationId', 'evseId', 'token']),
    );
    const token = await bench.call('PUT', '/tokens/X', { body: { status: 'maybe', expiresAt: 'tomorrow' } });
    expect(token.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(['expiresAt', 'status']);
    expect((await bench.call('GET', '/sessions?status=odd&limit=0')).body.errors).toHaveLength(2);
    expect((await bench.call('GET', '/sessions?cursor=nonsense')).status).toBe(400);
  });

  it('is 404 for sessions that are not there, whatever the id looks like', async () => {
    for (const id of [uuidv7(), 'no-uuid']) {
      expect(await bench.call('GET', `/sessions/${id}`)).toMatchObject({
        status: 404,
        body: { reason: 'unknown-session' },
      });
      expect((await bench.call('POST', `/sessions/${id}/stop`)).status).toBe(404);
      expect((await bench.call('GET', `/sessions/${id}/samples`)).status).toBe(404);
    }
  });

  it('is 401 without a bearer token', async () => {
    for (const path of ['/sessions', '/tokens']) {
      expect(await bench.call('GET', path, { as: 'nobody' })).toMatchObject({
        status: 401,
        type: expect.stringContaining('application/problem+json'),
      });
    }
  });
});
