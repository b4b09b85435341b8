import { EventClient } from './testing/event-client';
import { clock, ended, energy, labelOf, power, samples, started } from './testing/reports';
import { TestBench, until } from './testing/service';

/** `GET /events`: what happened, as server-sent events. */
let bench: TestBench;
const clients: EventClient[] = [];

beforeAll(async () => {
  bench = await TestBench.open({ env: { EVENT_HEARTBEAT_S: '1', EVENT_STREAMS_MAX: '5' } });
});
afterEach(() => clients.splice(0).forEach((client) => client.leave()));
afterAll(() => bench.close());

const follow = async (o: { query?: string; lastId?: string | undefined; as?: 'admin' | 'other' } = {}) => {
  const client = await EventClient.open(bench.urlOf(`/events${o.query ?? ''}`), {
    authorization: bench.bearer(o.as ?? 'admin'),
    ...(o.lastId !== undefined && { 'last-event-id': o.lastId }),
  });
  clients.push(client);
  return client;
};
let minute = 0;
/** A whole session at a station; five facts of it. */
async function charge(stationId: string): Promise<void> {
  const [begin, end] = [minute++, minute++];
  const { seq } = await bench.appendStart(started(begin, {}, { stationId }));
  const measured = [energy(clock(end), 1_500), power(clock(end), 7_400)];
  await bench.append(samples(end, measured, { transactionRef: labelOf(seq) }, { stationId }));
  await bench.append(ended(end, labelOf(seq), {}, { stationId }));
}
const kindsOf = (client: EventClient) => client.events.map(({ event }) => event);
const isOver = (client: EventClient) => until(async () => kindsOf(client).includes('session.ended'));

it('tells each fact once it is decided, with what was measured in it, and those alone that were asked for', async () => {
  const [all, ofOne, endings] = [
    await follow(),
    await follow({ query: '?stationId=EV-1&kind=session.*' }),
    await follow({ query: '?kind=session.ended,bill.changed' }),
  ];
  const foreign = await follow({ as: 'other' });
  expect(all.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  await charge('EV-2');
  await charge('EV-1');
  await isOver(ofOne);
  expect(ofOne.events.map(({ event, data }) => [event, data.kind, data.data.session.stationId])).toEqual([
    ['session.started', 'session.started', 'EV-1'],
    ['session.updated', 'session.updated', 'EV-1'],
    ['session.ended', 'session.ended', 'EV-1'],
  ]);
  expect(ofOne.events[1]?.data.data.session).toMatchObject({ status: 'charging', powerW: 7_400, energyWh: 500 });
  await until(async () => endings.events.length === 2);
  expect(new Set(all.events.map(({ id }) => id)).size).toBe(6);
  const sessionId = ofOne.events[0]?.data.data.session.id;
  const again = await follow({ query: `?sessionId=${sessionId}&lastEventId=${all.events[0]?.id}` });
  await isOver(again);
  expect(again.events).toEqual(ofOne.events);
  expect(foreign.events).toEqual([]);

  await expect(follow()).rejects.toThrow(/^Error: 503|^503 .*5 event streams/);
  clients.splice(0).forEach((client) => client.leave());
  await until(async () => (await follow().catch(() => undefined)) !== undefined);
});

it('resumes after the last id that was heard, a heartbeat among them, and says where it cannot', async () => {
  const first = await follow();
  const begun = await until(async () => first.lastId);
  await until(async () => first.comments.includes('alive'));
  await charge('EV-3');
  await isOver(first);
  const heard = first.events.map(({ id, event }) => [id, event]);
  const resumed = [begun, first.events[0]?.id, first.events[1]?.id].map(async (lastId) => {
    const client = await follow({ lastId });
    await isOver(client);
    return client.events.map(({ id, event }) => [id, event]);
  });
  expect(await Promise.all(resumed)).toEqual([heard, heard.slice(1), heard.slice(2)]);

  const [created, seq] = (first.lastId as string).split('-').map(Number) as [number, number];
  for (const [lastId, reason] of [
    [`${created - 1}-${seq}`, 'another-stream'],
    [`${created}-${seq + 1_000}`, 'ahead-of-stream'],
  ] as const) {
    clients.splice(0).forEach((client) => client.leave());
    const client = await until(async () => follow({ lastId }).catch(() => undefined));
    await until(async () => client.events.length > 0);
    expect(client.events[0]).toMatchObject({ event: 'stream.gap', data: { reason } });
  }
});

it('refuses what it does not understand, and who is nobody', async () => {
  const refused = async (path: string, o: object = {}) => {
    const { status, body } = await bench.call('GET', path, o);
    return [status, body.errors?.[0]?.path];
  };
  expect(await refused('/events?kind=session.begun')).toEqual([400, 'kind']);
  expect(await refused('/events?status=ended')).toEqual([400, 'status']);
  expect(await refused('/events', { headers: { 'last-event-id': 'yesterday' } })).toEqual([400, 'Last-Event-ID']);
  expect(await refused('/events', { as: 'nobody' })).toEqual([401, undefined]);
});

it('ends the streams when the service ends, at once, and another one goes on where they were', async () => {
  const client = await follow();
  await charge('EV-4');
  await isOver(client);
  const begun = Date.now();
  await bench.stop();
  expect(Date.now() - begun).toBeLessThan(15_000);
  await until(async () => client.closed);
  expect(client.comments.at(-1)).toMatch(/about to end/);
  await charge('EV-4');
  await bench.start();
  const next = await follow({ lastId: client.lastId });
  await isOver(next);
  expect(kindsOf(next)).toEqual(['session.started', 'session.updated', 'session.ended']);
});
