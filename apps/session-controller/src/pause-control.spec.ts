import type { CommandOutcome, CommandRequest, StationCommand } from '@chargebus/contracts';
import { ended, labelOf, STATION, started, state } from './testing/reports';
import { TestBench, until } from './testing/service';

let bench: TestBench;
let told: StationCommand[] = [];
/** What the station answers, and does. */
let answer: (command: StationCommand) => Promise<Omit<CommandOutcome, 'commandId'>>;
const accept = async () => ({ status: 'accepted' as const });

beforeAll(async () => {
  bench = await TestBench.open({ env: { STATION_TIMEOUT_S: '2' } });
  await bench.link(async ({ commandId, command }: CommandRequest) => {
    told.push(command as StationCommand);
    return { commandId, ...(await answer(command as StationCommand)) };
  });
  await bench.call('PUT', '/tokens/TAG1', { body: { status: 'accepted' } });
});
afterAll(() => bench.close());

const now = () => new Date().toISOString();
const fresh = <T extends { receivedAt: string }>(event: T) => ({ ...event, receivedAt: now(), stationTime: now() });
const smartCharging = { supported: true, rateUnits: ['W'], maxStackLevel: 7 };

let id = '';
let label = '';
beforeEach(async () => {
  answer = accept;
  bench.station = { ...(bench.station as object), ocppVersion: '1.6', smartCharging };
  const event = fresh(started(0));
  const { seq } = await bench.appendStart({ ...event, data: { ...event.data, fingerprint: `${event.stationTime}` } });
  label = labelOf(seq);
  await bench.append(fresh(state(0, 'charging')));
  const [session] = await until(async () => {
    const { items } = await bench.get('/sessions?status=charging');
    return items.length > 0 && items;
  });
  id = session.id;
  told = [];
});
afterEach(async () => {
  await bench.append(fresh(ended(0, label)));
  await until(async () => (await session()).status === 'ended');
});

const session = (): Promise<any> => bench.get(`/sessions/${id}`);
const pause = (o: { body?: object; waitS?: number } = {}) =>
  bench.call('POST', `/sessions/${id}/pause?waitS=${o.waitS ?? 5}`, { body: o.body ?? {} });
const resume = (waitS = 5) => bench.call('POST', `/sessions/${id}/resume?waitS=${waitS}`);
const report = (word: Parameters<typeof state>[1]) => bench.append(fresh(state(0, word)));
const obeys = async (command: StationCommand) => {
  if (command.type === 'set-charging-profile') await report('suspended-evse');
  if (command.type === 'clear-charging-profile') await report('charging');
  return { status: 'accepted' as const };
};

it('is a profile of limit 0 in the unit and at the level the station has, and is gone when resumed', async () => {
  answer = obeys;
  const paused = await pause();
  expect(paused).toMatchObject({
    status: 200,
    body: { type: 'pause', status: 'accepted', retryable: false, response: { confirmed: true } },
  });
  expect(await session()).toMatchObject({
    status: 'paused',
    pause: { wanted: true, askedAt: expect.any(String), confirmedAt: expect.any(String), fallback: null },
  });
  expect(await resume()).toMatchObject({
    body: { type: 'resume', status: 'accepted', response: { confirmed: true } },
  });
  expect(await session()).toMatchObject({ status: 'charging', pause: { wanted: false } });
  const [set, clear] = told as any[];
  expect(set).toMatchObject({
    type: 'set-charging-profile',
    evseId: 1,
    profile: {
      purpose: 'transaction',
      transactionRef: label,
      stackLevel: 7,
      kind: 'relative',
      schedule: { unit: 'W', periods: [{ startS: 0, limit: 0 }] },
    },
  });
  expect(clear).toEqual({ type: 'clear-charging-profile', profileId: set.profile.id });
});

it('asks a station that accepted and reports nothing, and says that it is not confirmed', async () => {
  expect((await pause({ waitS: 3 })).body).toMatchObject({ status: 'accepted', response: { confirmed: false } });
  expect(told.map(({ type }) => type)).toEqual(['set-charging-profile', 'trigger']);
  expect(await session()).toMatchObject({ status: 'charging', pause: { wanted: true, confirmedAt: null } });
  // It may still come: the same profile again, under the same number.
  answer = obeys;
  expect((await pause()).body).toMatchObject({ response: { confirmed: true } });
  const sets = told.filter(({ type }) => type === 'set-charging-profile') as any[];
  expect(sets[1].profile.id).toBe(sets[0].profile.id);
});

it('is unsupported, with the reason, where the registry or the station knows that there is no smart charging', async () => {
  bench.station = { ...bench.station, smartCharging: { ...smartCharging, supported: false } };
  expect((await pause()).body).toMatchObject({
    status: 'unsupported',
    response: { reason: 'The station has no smart charging (SupportedFeatureProfiles)' },
  });
  expect(told).toEqual([]);

  bench.station = { ...bench.station, smartCharging: undefined };
  const configurationKey = [{ key: 'SupportedFeatureProfiles', readonly: true, value: 'Core' }];
  answer = async () => ({ status: 'accepted', response: { configurationKey } });
  expect((await pause()).body).toMatchObject({ status: 'unsupported' });
  expect(told.map(({ type }) => type)).toEqual(['get-configuration']);

  answer = async () => ({ status: 'unsupported', error: { code: 'NotImplemented', description: 'no such action' } });
  expect((await pause()).body).toMatchObject({ status: 'unsupported', response: { reason: 'no such action' } });
  expect(await session()).toMatchObject({ status: 'charging', pause: null });
  expect(await resume()).toMatchObject({ status: 409, body: { reason: 'not-paused' } });
});

it('stops instead and starts again on resume, only on request, and says what it did', async () => {
  bench.station = { ...bench.station, smartCharging: { ...smartCharging, supported: false } };
  const stopped = await pause({ body: { fallback: 'stop-and-restart' } });
  expect(stopped.body).toMatchObject({
    type: 'pause',
    status: 'accepted',
    response: { fallback: 'stop-and-restart', did: 'stopped', reason: expect.stringContaining('no smart charging') },
  });
  expect(told).toEqual([{ type: 'stop-transaction', transactionRef: label }]);
  expect(await resume()).toMatchObject({ status: 409, body: { reason: 'in-progress' } });
  await bench.append(fresh(ended(0, label, { reason: 'remote' })));
  await until(async () => (await session()).status === 'ended');
  const resumed = await resume();
  expect(resumed.body).toMatchObject({ status: 'accepted', response: { did: 'started-session' } });
  const { sessionId } = resumed.body.response;
  expect(await session()).toMatchObject({ pause: { fallback: 'stop-and-restart', restartedAs: sessionId } });
  expect(await bench.get(`/sessions/${sessionId}`)).toMatchObject({ status: 'pending', evseId: 1, token: 'TAG1' });
  expect(await resume()).toMatchObject({ status: 409, body: { reason: 'session-ended' } });
  // The station starts what it was asked for, so that nothing is pending for the next test.
  const event = fresh(started(0));
  const { seq } = await bench.appendStart({ ...event, data: { ...event.data, fingerprint: `${event.stationTime}` } });
  await until(async () => (await bench.get(`/sessions/${sessionId}`)).status === 'preparing');
  await bench.append(fresh(ended(0, labelOf(seq))));
  await until(async () => (await bench.get(`/sessions/${sessionId}`)).status === 'ended');
});

it('is set again when the station has booted, and also when the service was restarted in between', async () => {
  answer = obeys;
  await pause();
  told = [];
  await bench.stop();
  const verdict = { status: 'accepted' as const, intervalS: 60, decidedBy: 'service' as const };
  await bench.append({ ...fresh(state(0, 'charging')), kind: 'station.booted', data: { verdict } });
  await report('charging');
  await bench.start();
  await until(async () => told.length > 0 && (await session()).status === 'paused');
  expect(told[0]).toMatchObject({ type: 'set-charging-profile', profile: { transactionRef: label } });
});

it('refuses what cannot be: unknown, not begun, ended, two at a time, and a session of another tenant', async () => {
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect(await bench.call('POST', `/sessions/${nobody}/pause`)).toMatchObject({ status: 404 });
  expect(await bench.call('POST', '/sessions/x/resume')).toMatchObject({ status: 404 });
  expect(await bench.call('POST', `/sessions/${id}/pause`, { as: 'other' })).toMatchObject({ status: 404 });
  expect(await pause({ body: { fallback: 'guess' } })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'fallback' }] },
  });
  answer = async () => {
    expect(await bench.call('POST', `/sessions/${id}/resume`)).toMatchObject({ body: { reason: 'in-progress' } });
    return { status: 'rejected' };
  };
  expect((await pause()).body).toMatchObject({ status: 'rejected' });
  answer = accept;
  const { body } = await bench.call('POST', '/sessions', { body: { stationId: STATION, token: 'TAG1', evseId: 2 } });
  expect(await bench.call('POST', `/sessions/${body.id}/pause`)).toMatchObject({
    status: 409,
    body: { reason: 'not-started' },
  });
});

it('carries a charging profile in a remote start, which must fit', async () => {
  const start = (schedule: object) =>
    bench.call('POST', '/sessions', {
      body: { stationId: STATION, token: 'TAG1', evseId: 2, chargingProfile: { schedule } },
    });
  expect(await start({ unit: 'A', periods: [{ startS: 0, limit: 3 }] })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'chargingProfile.schedule.periods.0.limit' }] },
  });
  expect(await start({ unit: 'A', periods: [{ startS: 0, limit: 8 }] })).toMatchObject({ status: 202 });
  expect(told.at(-1)).toMatchObject({
    type: 'start-transaction',
    chargingProfile: { purpose: 'transaction', kind: 'relative', stackLevel: 0, schedule: { unit: 'A' } },
  });
});
