import { asks, type CommandOutcome, type CommandRequest } from '@chargebus/contracts';
import { openDatabase } from '@chargebus/database';
import type { StationLink } from '@chargebus/messaging';
import { sessionsService } from './index';
import { ended, labelOf, STATION, started } from './testing/reports';
import { TestBench, until } from './testing/service';

let bench: TestBench;
let link: StationLink;
let commands: CommandRequest[] = [];
/** What the station answers. */
let answer: (request: CommandRequest) => Promise<CommandOutcome>;
const accept = (request: CommandRequest): Promise<CommandOutcome> =>
  Promise.resolve({ commandId: request.commandId, status: 'accepted' });

beforeAll(async () => {
  bench = await TestBench.open({ env: { CONNECTION_TIMEOUT_S: '5' } });
  link = await bench.link((request) => {
    commands.push(request);
    return answer(request);
  });
  for (const [uid, status] of [
    ['TAG1', 'accepted'],
    ['BLOCKED', 'blocked'],
  ])
    await bench.call('PUT', `/tokens/${uid}`, { body: { status } });
});
afterAll(() => bench.close());
beforeEach(() => {
  commands = [];
  answer = accept;
  bench.station = { connected: true, registration: 'accepted', locationId: 'HQ', timeZone: 'UTC', evses: [1, 2] };
});

const request = (o: { token?: string; evseId?: number; key?: string } = {}) =>
  bench.call('POST', '/sessions', {
    body: { stationId: STATION, token: o.token ?? 'tag1', evseId: o.evseId ?? 1 },
    headers: o.key === undefined ? {} : { 'idempotency-key': o.key },
  });
const now = () => new Date().toISOString();
/** The station's start of now, as a gateway appends it. */
const startNow = async (meterStartWh: number): Promise<string> => {
  const event = { ...started(0, { meterStartWh }), receivedAt: now(), stationTime: now() };
  const { seq } = await bench.appendStart({ ...event, data: { ...event.data, fingerprint: `${event.stationTime}` } });
  return labelOf(seq);
};
const statusOf = async (id: string): Promise<string> => (await bench.get(`/sessions/${id}`)).status;

it('starts a session, which becomes the one that charges, and stops it', async () => {
  const { status, body } = await request();
  expect({ status, body }).toEqual({ status: 202, body: { id: expect.any(String), status: 'pending' } });
  expect(await bench.get(`/sessions/${body.id}`)).toMatchObject({
    status: 'pending',
    token: 'TAG1',
    evseId: 1,
    startedAt: null,
  });
  expect(commands).toMatchObject([
    {
      stationId: STATION,
      command: { type: 'start-transaction', token: 'TAG1', evseId: 1, remoteStartId: expect.any(Number) },
    },
  ]);
  const early = await bench.call('POST', `/sessions/${body.id}/stop`);
  expect(early).toMatchObject({ status: 409, body: { reason: 'not-started' } });

  const label = await startNow(1000);
  // No waiting here: a stop waits for what is in the log already before it says "not started" (messaging rule 15).
  const stop = await bench.call('POST', `/sessions/${body.id}/stop`);
  expect(stop).toMatchObject({
    status: 200,
    body: { id: expect.any(String), type: 'stop-transaction', status: 'accepted', retryable: false, response: null },
  });
  expect(commands.at(-1)?.command).toEqual({ type: 'stop-transaction', transactionRef: label });
  await bench.append({
    ...ended(0, label, { meterStopWh: 3500, reason: 'remote' }),
    receivedAt: now(),
    stationTime: now(),
  });
  await until(async () => (await statusOf(body.id)) === 'ended');
  expect(await bench.get(`/sessions/${body.id}`)).toMatchObject({
    energyWh: 2500,
    stopReason: 'remote',
    locationId: 'HQ',
  });
  expect(await bench.call('POST', `/sessions/${body.id}/stop`)).toMatchObject({
    status: 409,
    body: { reason: 'session-ended' },
  });
  await until(async () => bench.factsOf(body.id).length === 3);
  expect(bench.factsOf(body.id).map(({ kind }) => kind)).toEqual([
    'session.requested',
    'session.started',
    'session.ended',
  ]);
  expect(bench.factsOf(body.id)[0]?.actor).toEqual({ type: 'user', id: 'admin' });
});

it('is the same session again where its row was lost after its start was logged, and numbers are not given again', async () => {
  const { body } = await request();
  const at = now();
  const start = { ...started(0, { meterStartWh: 0, fingerprint: at }), receivedAt: at, stationTime: at };
  const { tenantId, stationId, data } = start;
  const answers = { tenantId, stationId, token: 'TAG1', purpose: 'start', fingerprint: at } as const;
  const ask = (evse: number, more: object = {}) =>
    bench.messaging.ask(asks.authorize, { ...answers, evse, startedAt: at, ...more }, { deadlineMs: 3_000 });
  const verdict = await ask(1);
  expect(verdict).toMatchObject({ ok: true, status: 'accepted', sessionId: body.id });
  // Nobody asked for a start there, for one so long ago, or of that number.
  for (const other of [ask(2), ask(1, { startedAt: '2025-06-01T10:00:00.000Z' }), ask(1, { remoteStartId: 1 })])
    expect(await other).not.toHaveProperty('sessionId');

  const database = await openDatabase({
    ...sessionsService.database!,
    url: bench.database.url,
    applicationName: 'loss',
  });
  await database.query('DELETE FROM session WHERE id = $1', [body.id]);
  await database.query('DELETE FROM remote_start_counter');
  await database.destroy();
  const told = { ...data, verdict: { status: 'accepted', decidedBy: 'service', sessionId: body.id } } as typeof data;
  await bench.appendStart({ ...start, data: told });
  await until(async () => (await statusOf(body.id)) === 'preparing');
  await request();
  const numbers = commands.map(({ command }) => (command.type === 'start-transaction' ? command.remoteStartId : 0));
  // They keep up with the clock: seconds since 2025.
  for (const number of numbers) expect(number).toBeGreaterThan(30_000_000);
});

it('starts once for one idempotency key, also when asked twice at the same time', async () => {
  const answers = await Promise.all([request({ key: 'k1' }), request({ key: 'k1' })]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect((await request({ key: 'k1' })).body.id).toBe(answers[0]?.body.id);
  expect(commands).toHaveLength(1);
  expect(await request({ key: 'k1', evseId: 2 })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'Idempotency-Key' }] },
  });
});

it('is started at the connector that was asked for, of an EVSE that is named', async () => {
  const ask = (place: object) =>
    bench.call('POST', '/sessions', { body: { stationId: STATION, token: 'tag1', ...place } });
  expect((await ask({ evseId: 1, connectorId: 2 })).status).toBe(202);
  expect(commands).toMatchObject([{ command: { type: 'start-transaction', evseId: 1, connectorId: 2 } }]);
  expect(await ask({ connectorId: 2 })).toMatchObject({ status: 400, body: { errors: [{ path: 'connectorId' }] } });
  expect(commands).toHaveLength(1);
});

it('numbers its remote starts', async () => {
  await request();
  await request();
  const numbers = commands.map(({ command }) => (command.type === 'start-transaction' ? command.remoteStartId : 0));
  expect(numbers[1]).toBeGreaterThan(numbers[0]!);
});

it('refuses what cannot be, with the reason, and tells the station nothing', async () => {
  expect(await request({ token: 'BLOCKED' })).toMatchObject({ status: 409, body: { reason: 'token-blocked' } });
  expect(await request({ token: 'NOBODY' })).toMatchObject({ status: 409, body: { reason: 'token-unknown' } });
  expect(await request({ evseId: 7 })).toMatchObject({ status: 422, body: { errors: [{ path: 'evseId' }] } });
  bench.station = { ...bench.station, registration: 'pending' };
  expect(await request()).toMatchObject({ status: 409, body: { reason: 'not-accepted' } });
  bench.station = undefined;
  expect(await request()).toMatchObject({ status: 404, body: { reason: 'unknown-station' } });
  expect(commands).toHaveLength(0);
});

it('asks the station itself where presence lags behind its link', async () => {
  bench.station = { ...bench.station, connected: false };
  expect(await request()).toMatchObject({ status: 202 });
  expect(commands).toHaveLength(1);
});

it('answers 409 and fails the session when the station rejects the start, the same again for the same key', async () => {
  answer = async ({ commandId }) => ({ commandId, status: 'rejected' });
  const rejected = await request({ key: 'k2' });
  expect(rejected).toMatchObject({ status: 409, body: { reason: 'rejected' } });
  expect(await request({ key: 'k2' })).toMatchObject({ status: 409, body: { reason: 'rejected' } });
  const { items } = await bench.get('/sessions?status=failed');
  expect(items[0]).toMatchObject({ status: 'failed', failReason: 'rejected' });
  answer = async ({ commandId }) => ({ commandId, status: 'unsupported' });
  expect(await request()).toMatchObject({ status: 409, body: { reason: 'unsupported' } });
});

it('keeps the session when its start is reported before the station has answered "rejected"', async () => {
  answer = async ({ commandId }) => {
    // In the log, and no more than that: the answer waits until it is read (messaging rule 15).
    await startNow(100);
    return { commandId, status: 'rejected' };
  };
  // Its own EVSE, so that no other pending session is meant.
  await until(async () => (await bench.get('/sessions?status=pending')).items.length === 0);
  const { status, body } = await request();
  expect(status).toBe(202);
  const session = await bench.get(`/sessions/${body.id}`);
  expect(session.status).toBe('preparing');
  await bench.append({ ...ended(0, session.transactionRef), receivedAt: now(), stationTime: now() });
  await until(async () => (await statusOf(body.id)) === 'ended');
});

it('fails with no-effect when no start follows in time, also across a restart, and a late start is a session of its own', async () => {
  const { body } = await request({ evseId: 2 });
  await bench.stop();
  await bench.start();
  expect(await statusOf(body.id)).toBe('pending');
  await until(async () => (await statusOf(body.id)) === 'failed');
  expect(await bench.get(`/sessions/${body.id}`)).toMatchObject({ failReason: 'no-effect', startedAt: null });
  expect(await bench.call('POST', `/sessions/${body.id}/stop`)).toMatchObject({
    status: 409,
    body: { reason: 'session-failed' },
  });
  const late = { ...started(0, { evse: 2 }), receivedAt: now(), stationTime: now() };
  await bench.appendStart(late);
  const [own] = await until(async () => {
    const { items } = await bench.get('/sessions?status=preparing');
    return items.length > 0 && items;
  });
  expect(own).toMatchObject({ evseId: 2, token: 'TAG1' });
  expect(own.id).not.toBe(body.id);
  await until(async () => bench.factsOf(body.id).length === 2);
  expect(bench.factsOf(body.id).map(({ kind }) => kind)).toEqual(['session.requested', 'session.failed']);
});

it('answers 409 offline and fails the session when no link is there', async () => {
  await link.close(1000, 'bye');
  expect(await request()).toMatchObject({ status: 409, body: { reason: 'offline' } });
  expect((await bench.get('/sessions?status=failed&limit=1')).items[0]).toMatchObject({ failReason: 'offline' });
});
