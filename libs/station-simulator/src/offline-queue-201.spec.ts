import type { StationOptions } from './options';
import { SimulatedStation } from './simulated-station';
import { TinyCsms, until } from './testing/tiny-csms';

let csms: TinyCsms;
const stations: SimulatedStation[] = [];

async function charging(o: Partial<StationOptions> = {}): Promise<SimulatedStation> {
  const made = new SimulatedStation({
    url: csms.url,
    id: 'CS1',
    version: '2.0.1',
    seed: 2,
    speed: 600,
    reconnectMinMs: 20,
    reconnectMaxMs: 50,
    rebootMs: 20,
    callTimeoutMs: 150,
    ...o,
    configuration: { 'OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]': '0', ...o.configuration },
  });
  stations.push(made);
  await made.start();
  made.plugIn(1, { socPercent: 10, capacityWh: 90_000 });
  return made;
}

const events = (): Record<string, any>[] => csms.of('TransactionEvent').map(({ payload }) => payload);
const types = (): unknown[] => events().map(({ eventType }) => eventType);

beforeEach(async () => {
  csms = await TinyCsms.listen();
});

afterEach(async () => {
  for (const made of stations.splice(0)) await made.stop();
  await csms.close();
});

describe('TransactionEvents', () => {
  it('of a whole session offline are delivered in order later, marked offline, with their own times', async () => {
    const station = await charging();
    station.goOffline();
    expect(await station.present('TAG')).toBe('started');
    await until(() => station.meterWh() - (station.session()?.meterStartWh ?? 0) > 500, 'some energy');
    await station.present('TAG');
    station.unplug();
    const leftAtMs = Date.now();
    expect(events()).toEqual([]);
    station.goOnline();
    expect(await station.settled()).toBe(true);

    expect(types().at(0)).toBe('Started');
    expect(types().at(-1)).toBe('Ended');
    expect(events().map(({ seqNo }) => seqNo)).toEqual(events().map((_, at) => at));
    expect(events().every(({ offline }) => offline === true)).toBe(true);
    expect(events().every(({ timestamp }) => Date.parse(String(timestamp)) <= leftAtMs)).toBe(true);
    const [entry] = station.ledger();
    expect(events()[0]).toMatchObject({ timestamp: entry?.startedAt });
    expect(events().at(-1)).toMatchObject({ timestamp: entry?.stoppedAt });
    expect(entry?.acknowledged).toEqual({ start: true, stop: true });
    expect(csms.of('BootNotification')).toHaveLength(1);
  });

  it('that happened online are not marked offline when they arrive late', async () => {
    let answering = false;
    csms.answers['TransactionEvent'] = (call) => (answering ? csms.kindly(call) : 'silent');
    const station = await charging({ callTimeoutMs: 5_000 });
    await station.present('TAG');
    await until(() => events().length === 1, 'the start');
    station.goOffline();
    await station.present('TAG');
    answering = true;
    station.goOnline();
    expect(await station.settled()).toBe(true);
    expect(events()[1]).toEqual(events()[0]);
    const [started, ...later] = events().slice(1);
    expect(started).not.toHaveProperty('offline');
    expect(later.every(({ offline }) => offline === true)).toBe(true);
  });

  it('are repeated with the same content and a new message id until they are answered', async () => {
    const verdicts = ['silent', { callError: 'InternalError' }] as const;
    let asked = 0;
    csms.answers['TransactionEvent'] = (call) => verdicts[asked++] ?? csms.kindly(call);
    const station = await charging({ configuration: { 'SampledDataCtrlr.TxUpdatedInterval': '0' } });
    await station.present('TAG');
    await until(() => events().length === 4, 'three attempts, and charging');
    const [first, second, third] = csms.of('TransactionEvent');
    expect(second?.payload).toEqual(first?.payload);
    expect(third?.payload).toEqual(first?.payload);
    expect(new Set([first?.id, second?.id, third?.id]).size).toBe(3);
    expect(station.counters).toMatchObject({ timeouts: 1, callErrors: 1, retries: 2 });
    expect(station.ledger()[0]).toMatchObject({ authorization: 'Accepted', givenUp: 0 });
  });

  it('are given up after MessageAttempts, and the session goes on by what the station decided', async () => {
    csms.answers['TransactionEvent'] = (call) =>
      call.payload['eventType'] === 'Started' ? { callError: 'InternalError' } : csms.kindly(call);
    const station = await charging({
      configuration: { 'OCPPCommCtrlr.MessageAttempts[TransactionEvent]': '2' },
    });
    await station.present('TAG');
    await until(() => station.ledger()[0]?.givenUp === 1, 'the start to be given up');
    await station.present('TAG');
    expect(await station.settled()).toBe(true);
    expect(types().filter((type) => type === 'Started')).toHaveLength(2);
    expect(station.ledger()[0]?.acknowledged).toEqual({ start: false, stop: true });
  });

  it('of a token that was accepted offline and is refused later end its session', async () => {
    csms.answers['TransactionEvent'] = ({ payload }) =>
      payload['idToken'] === undefined ? {} : { idTokenInfo: { status: 'Invalid' } };
    const station = await charging();
    station.goOffline();
    await station.present('STRANGER');
    await until(() => station.meterWh() > (station.session()?.meterStartWh ?? Infinity), 'some energy');
    station.goOnline();
    await until(() => types().includes('Ended'), 'the end');
    expect(events().at(-1)).toMatchObject({
      triggerReason: 'Deauthorized',
      transactionInfo: { stoppedReason: 'DeAuthorized' },
    });
  });

  it('of a session that ran when the power went end it with PowerLoss when it is back', async () => {
    const station = await charging();
    await station.present('TAG');
    await until(() => events().length >= 3, 'a sample');
    await station.stop();
    const registerWh = station.meterWh();
    await station.start();
    expect(await station.settled()).toBe(true);
    expect(events().at(-1)).toMatchObject({
      eventType: 'Ended',
      triggerReason: 'AbnormalCondition',
      offline: true,
      transactionInfo: { stoppedReason: 'PowerLoss' },
    });
    expect(station.ledger()[0]).toMatchObject({ meterStopWh: registerWh, reason: 'PowerLoss' });
    expect(csms.of('BootNotification').map(({ payload }) => payload['reason'])).toEqual(['PowerUp', 'PowerUp']);
  });

  it('that only sample are discarded, oldest first, when too many wait; their numbers stay missing', async () => {
    const station = await charging({
      maxQueued: 5,
      configuration: { 'SampledDataCtrlr.TxUpdatedInterval': '30' },
    });
    station.goOffline();
    await station.present('TAG');
    await until(() => (station.session()?.givenUp ?? 0) >= 3, 'discarded samples');
    await station.present('TAG');
    station.goOnline();
    expect(await station.settled()).toBe(true);
    expect(types()).toEqual(['Started', 'Updated', 'Updated', 'Updated', 'Ended']);
    const numbers = events().map(({ seqNo }) => Number(seqNo));
    expect(numbers.slice(0, 2)).toEqual([0, 1]);
    expect((numbers[2] ?? 0) - 2).toBe(station.ledger()[0]?.givenUp);
  });

  it('tell what is wrong with an answer: no word to a token, or a cost before the end', async () => {
    csms.answers['TransactionEvent'] = ({ payload }) => {
      if (payload['eventType'] === 'Started') return {};
      return { totalCost: payload['eventType'] === 'Ended' ? 4.2 : 1 };
    };
    const station = await charging({ configuration: { 'SampledDataCtrlr.TxUpdatedInterval': '0' } });
    await station.present('TAG');
    await until(() => events().length === 2, 'charging by its own decision');
    station.unplug();
    expect(await station.settled()).toBe(true);
    expect(station.faults().map(({ detail }) => detail)).toEqual([
      'TransactionEvent: idTokenInfo is missing, and the event had an idToken',
      'TransactionEvent: totalCost in the answer to Updated',
    ]);
    expect(station.ledger()[0]?.totalCost).toBe(4.2);
  });
});
