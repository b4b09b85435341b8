import type { StationOptions } from './options';
import { SimulatedStation } from './simulated-station';
import { type Heard, TinyCsms, until } from './testing/tiny-csms';

let csms: TinyCsms;
const stations: SimulatedStation[] = [];

async function charging(o: Partial<StationOptions> = {}): Promise<SimulatedStation> {
  const made = new SimulatedStation({
    url: csms.url,
    id: 'CP1',
    seed: 2,
    speed: 600,
    reconnectMinMs: 20,
    reconnectMaxMs: 50,
    callTimeoutMs: 150,
    configuration: { TransactionMessageRetryInterval: '0' },
    ...o,
  });
  stations.push(made);
  await made.start();
  made.plugIn(1, { socPercent: 10, capacityWh: 90_000 });
  return made;
}

const transactional = (): Heard[] =>
  csms.heard.filter(({ action }) => ['StartTransaction', 'MeterValues', 'StopTransaction'].includes(action));

beforeEach(async () => {
  csms = await TinyCsms.listen();
});

afterEach(async () => {
  for (const made of stations.splice(0)) await made.stop();
  await csms.close();
});

describe('Transaction messages', () => {
  it('wait while offline and are then delivered in order with their own times, after the status overtook them', async () => {
    const station = await charging();
    station.goOffline();
    expect(await station.present('TAG')).toBe('started');
    await until(() => station.meterWh() - (station.session()?.meterStartWh ?? 0) > 500, 'some energy');
    await station.present('TAG');
    station.unplug();
    const leftAt = new Date().toISOString();
    expect(transactional()).toEqual([]);
    station.goOnline();
    expect(await station.settled()).toBe(true);

    const actions = transactional().map(({ action }) => action);
    expect(actions[0]).toBe('StartTransaction');
    expect(actions.at(-1)).toBe('StopTransaction');
    expect(actions.slice(1, -1).every((action) => action === 'MeterValues')).toBe(true);
    const [entry] = station.ledger();
    expect(transactional()[0]?.payload).toMatchObject({ timestamp: entry?.startedAt, meterStart: entry?.meterStartWh });
    expect(transactional().at(-1)?.payload).toMatchObject({ timestamp: entry?.stoppedAt, transactionId: 1 });
    expect(Date.parse(entry?.stoppedAt ?? '')).toBeLessThanOrEqual(Date.parse(leftAt));
    expect(entry?.acknowledged).toEqual({ start: true, stop: true });
    expect(csms.of('BootNotification')).toHaveLength(1);
    expect(station.counters).toMatchObject({ connects: 2, disconnects: 1 });
  });

  it('are repeated with the same content and a new message id until they are answered', async () => {
    const verdicts = ['silent', { callError: 'InternalError' }] as const;
    let asked = 0;
    csms.answers['StartTransaction'] = (call) => verdicts[asked++] ?? csms.kindly(call);
    const station = await charging();
    await station.present('TAG');
    await until(() => csms.of('StartTransaction').length === 3, 'three attempts');
    const [first, second, third] = csms.of('StartTransaction');
    expect(second?.payload).toEqual(first?.payload);
    expect(third?.payload).toEqual(first?.payload);
    expect(new Set([first?.id, second?.id, third?.id]).size).toBe(3);
    await station.present('TAG');
    expect(await station.settled()).toBe(true);
    expect(station.ledger()[0]).toMatchObject({ transactionId: 1, givenUp: 0 });
    expect(station.counters).toMatchObject({ timeouts: 1, callErrors: 1, retries: 2 });
  });

  it('keep their message id at a repeat where the station is told to', async () => {
    let asked = 0;
    csms.answers['StartTransaction'] = (call) => (asked++ === 0 ? 'silent' : csms.kindly(call));
    const station = await charging({ retryWithSameMessageId: true });
    await station.present('TAG');
    await until(() => csms.of('StartTransaction').length === 2, 'a repeat');
    const [first, second] = csms.of('StartTransaction');
    expect(second).toEqual(first);
  });

  it('are given up after TransactionMessageAttempts, and the stop then names transaction -1', async () => {
    csms.answers['StartTransaction'] = () => ({ callError: 'InternalError' });
    const station = await charging({
      configuration: { TransactionMessageRetryInterval: '0', TransactionMessageAttempts: '2' },
    });
    await station.present('TAG');
    await until(() => station.ledger()[0]?.givenUp === 1, 'the start to be given up');
    await station.present('TAG');
    expect(await station.settled()).toBe(true);
    expect(csms.of('StartTransaction')).toHaveLength(2);
    expect(csms.of('StopTransaction')[0]?.payload).toMatchObject({ transactionId: -1 });
    expect(station.ledger()[0]?.acknowledged).toEqual({ start: false, stop: true });
  });

  it('use no attempt up when the connection is lost: the start is sent until somebody answers', async () => {
    let asked = 0;
    csms.answers['StartTransaction'] = (call) => {
      if (asked++ >= 5) return csms.kindly(call);
      csms.hangUp('CP1');
      return 'silent';
    };
    const station = await charging();
    await station.present('TAG');
    await until(() => station.ledger()[0]?.acknowledged.start === true, 'the answer');
    const payloads = csms.of('StartTransaction').map(({ payload }) => JSON.stringify(payload));
    expect(payloads).toHaveLength(6);
    expect(new Set(payloads).size).toBe(1);
    expect(csms.of('BootNotification')).toHaveLength(1);
  });

  it('survive a hard reset: the stop is delivered after the new boot', async () => {
    const station = await charging({ rebootMs: 20 });
    await station.present('TAG');
    await until(() => station.session()?.transactionId === 1, 'the start');
    expect(await csms.ask('CP1', 'Reset', { type: 'Hard' })).toEqual({ status: 'Accepted' });
    await until(() => csms.of('StopTransaction').length === 1, 'the stop');
    expect(csms.of('BootNotification')).toHaveLength(2);
    const actions = csms.heard.map(({ action }) => action);
    expect(actions.lastIndexOf('BootNotification')).toBeLessThan(actions.indexOf('StopTransaction'));
    expect(csms.of('StopTransaction')[0]?.payload).toMatchObject({ transactionId: 1, reason: 'HardReset' });
  });

  it('of a session that was running when the power went are ended with PowerLoss when it is back', async () => {
    const station = await charging();
    await station.present('TAG');
    await until(() => csms.of('MeterValues').length > 0, 'a sample');
    await station.stop();
    const registerWh = station.meterWh();
    await station.start();
    expect(await station.settled()).toBe(true);
    expect(csms.of('StopTransaction')[0]?.payload).toMatchObject({ reason: 'PowerLoss', meterStop: registerWh });
    expect(csms.of('BootNotification')).toHaveLength(2);
  });

  it('that only sample are discarded, oldest first, when too many wait', async () => {
    const station = await charging({ maxQueued: 4, configuration: { MeterValueSampleInterval: '30' } });
    station.goOffline();
    await station.present('TAG');
    await until(() => (station.session()?.givenUp ?? 0) >= 3, 'discarded samples');
    await station.present('TAG');
    station.goOnline();
    expect(await station.settled()).toBe(true);
    expect(transactional().map(({ action }) => action)).toEqual([
      'StartTransaction',
      'MeterValues',
      'MeterValues',
      'StopTransaction',
    ]);
  });
});
