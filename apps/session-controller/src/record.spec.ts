import type { CommandOutcome, CommandRequest, LinkEvent } from '@chargebus/contracts';
import { ended, energy, labelOf, samples, started, state } from './testing/reports';
import { TestBench, until } from './testing/service';

/** Sessions whose reports went wrong: closed with an estimate, repaired by an operator. */
let bench: TestBench;
let asked: CommandRequest[] = [];
let answer: Omit<CommandOutcome, 'commandId'> = { status: 'accepted' };

beforeAll(async () => {
  bench = await TestBench.open({ env: { FREE_GRACE_S: '1' } });
  await bench.link(async (request: CommandRequest) => {
    asked.push(request);
    return { commandId: request.commandId, ...answer };
  });
});
afterAll(() => bench.close());

const now = () => new Date().toISOString();
const fresh = <T extends LinkEvent>(event: T): T => ({ ...event, receivedAt: now(), stationTime: now() });
const read = (wh: number, transactionRef: string): LinkEvent =>
  fresh({ ...samples(0, [energy(now(), wh)], { transactionRef }) });
const free = (): LinkEvent => ({
  ...fresh(state(0, 'idle')),
  kind: 'station.connector-status.reported',
  data: { evse: 1, connector: 1, status: 'available' },
});
let starts = 0;
/** A session that runs, and the station's name for it; a 2.x one if `ref` is given. */
async function begin(ref?: string): Promise<[id: string, ref: string]> {
  const event = fresh(started(0));
  const named = ref === undefined ? {} : { transactionRef: ref, seqNo: 0 };
  const data = { ...event.data, ...named, fingerprint: `start ${(starts += 1)}` };
  const { seq } = await bench.appendStart({ ...event, data });
  const name = ref ?? labelOf(seq);
  const [session] = await until(async () => {
    const { items } = await bench.get('/sessions?status=preparing');
    return items.length === 1 && items[0].transactionRef === name && items;
  });
  return [session.id, name];
}
const session = (id: string): Promise<any> => bench.get(`/sessions/${id}`);
const isEnded = (id: string) => until(async () => (await session(id)).status === 'ended' && session(id));
const kinds = ({ anomalies }: any): string[] => anomalies.map(({ kind }: { kind: string }) => kind).sort();
const repair = (id: string, body: object, as: 'admin' | 'other' = 'admin') =>
  bench.call('POST', `/sessions/${id}/repair`, { body, as });

it('closes a 1.x session whose place is free with the last that was read; the stop that comes later replaces that', async () => {
  const [id, label] = await begin();
  await bench.append(read(1800, label));
  await bench.append(free());
  const closed = await isEnded(id);
  expect(closed).toMatchObject({ energyWh: 800, stopReason: 'other' });
  expect(closed.anomalies).toEqual([{ kind: 'stop-missing', severity: 'affects-amount' }]);
  expect((await bench.get('/sessions?anomaly=stop-missing')).items.map((one: any) => one.id)).toEqual([id]);
  await bench.append(fresh(ended(0, label, { meterStopWh: 1900, reason: 'ev-disconnected' })));
  await until(async () => (await session(id)).energyWh === 900);
  expect(await session(id)).toMatchObject({ stopReason: 'ev-disconnected', anomalies: [] });
  await until(async () => bench.factsOf(id).filter(({ kind }) => kind === 'session.ended').length === 2);
});

it('asks a 2.x station first: one that goes on, or has messages waiting, is not closed', async () => {
  answer = { status: 'accepted', response: { ongoingIndicator: true, messagesInQueue: false } };
  const [id, ref] = await begin('tx-1');
  asked = [];
  await bench.append(free());
  await until(async () => asked.length > 0);
  expect(asked[0]?.command).toEqual({ type: 'get-transaction-status', transactionRef: ref });
  answer = { status: 'accepted', response: { ongoingIndicator: false, messagesInQueue: true } };
  await until(async () => {
    const before = asked.length;
    await bench.append(free());
    return until(async () => asked.length > before);
  });
  expect((await session(id)).status).toBe('preparing');
  answer = { status: 'accepted', response: { ongoingIndicator: false, messagesInQueue: false } };
  expect(kinds(await isEnded(id))).toEqual(['meter-stop-missing', 'stop-missing']);
});

it('is repaired by an operator: its end set, released to billing, each with a line that says who and why', async () => {
  const [id, label] = await begin();
  await bench.append(read(2500, label));
  await until(async () => (await session(id)).energyWh === 1500);
  expect(await repair(id, { action: 'release', reason: 'x' })).toMatchObject({
    status: 409,
    body: { reason: 'session-open' },
  });
  expect(await repair(id, { action: 'set-end', endedAt: '2020-01-01T00:00:00Z', reason: 'x' })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'endedAt' }] },
  });
  expect(await repair(id, { action: 'guess', reason: '' })).toMatchObject({ status: 400 });
  expect(await repair(id, { action: 'release', reason: 'x' }, 'other')).toMatchObject({ status: 404 });

  const set = await repair(id, { action: 'set-end', endedAt: now(), meterStopWh: 2600, reason: 'driver called' });
  expect(set).toMatchObject({ status: 200, body: { status: 'ended', energyWh: 1600, meterStopWh: 2600 } });
  await bench.append(fresh(ended(0, label, { meterStopWh: 9000 })));
  await until(async () => kinds(await session(id)).includes('stop-after-repair'));
  expect(await session(id)).toMatchObject({ energyWh: 1600 });
  const released = await repair(id, { action: 'release', reason: 'looked at the meter' });
  expect(released.body.anomalies).toContainEqual({ kind: 'stop-after-repair', severity: 'info' });
  await until(async () => bench.factsOf(id).filter(({ kind }) => kind === 'session.ended').length === 3);
  const [last] = bench.factsOf(id).slice(-1);
  expect(last).toMatchObject({ actor: { type: 'user', id: 'admin' }, data: { session: { energyWh: 1600 } } });
  expect(JSON.stringify(last)).not.toContain('affects-amount');
  expect((await bench.get(`/sessions/${id}/repairs`)).items).toMatchObject([
    { action: 'set-end', reason: 'driver called', actor: { id: 'admin' }, before: { status: 'charging' } },
    { action: 'release', reason: 'looked at the meter', after: { energyWh: 1600 } },
  ]);
});

it('is given an orphan, once', async () => {
  const [id] = await begin();
  await bench.append(fresh(ended(0, '77777', { meterStopWh: 4000 })));
  const orphan = await until(async () => (await bench.get('/orphan-reports?stationId=CP-1')).items[0]);
  expect(orphan).toMatchObject({ kind: 'station.transaction.ended', transactionRef: '77777' });
  expect((await bench.call('GET', '/orphan-reports', { as: 'other' })).body.items).toEqual([]);
  const body = { action: 'merge-orphan', orphanId: orphan.id, reason: 'same register' };
  expect(await repair(id, body)).toMatchObject({ status: 200, body: { status: 'ended', energyWh: 3000 } });
  expect(kinds(await session(id))).toEqual(['report-merged']);
  expect(await repair(id, body)).toMatchObject({ status: 404 });
  expect((await bench.get('/orphan-reports')).items).toEqual([]);
});
