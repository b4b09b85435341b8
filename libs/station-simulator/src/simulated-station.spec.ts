import { SimulatedStation } from './simulated-station';
import type { StationOptions } from './options';
import { TinyCsms, until } from './testing/tiny-csms';

let csms: TinyCsms;
const stations: SimulatedStation[] = [];

function station(o: Partial<StationOptions> = {}): SimulatedStation {
  const made = new SimulatedStation({
    url: csms.url,
    id: 'CP 1/a',
    seed: 1,
    reconnectMinMs: 20,
    reconnectMaxMs: 50,
    rebootMs: 20,
    ...o,
  });
  stations.push(made);
  return made;
}

const statuses = (connector: number): unknown[] =>
  csms
    .of('StatusNotification')
    .filter(({ payload }) => payload['connectorId'] === connector)
    .map(({ payload }) => payload['status']);

beforeEach(async () => {
  csms = await TinyCsms.listen();
});

afterEach(async () => {
  for (const made of stations.splice(0)) {
    expect(made.faults()).toEqual([]);
    await made.stop();
  }
  await csms.close();
});

describe('A simulated station', () => {
  it('connects under its percent-encoded id with Basic auth, boots, and tells connector 0 and every connector', async () => {
    await station({ password: 'secret', connectors: 2 }).start();
    await until(() => csms.of('StatusNotification').length === 3, 'three statuses');
    const [upgrade] = csms.upgrades;
    expect(upgrade?.url).toBe('/ocpp/CP%201%2Fa');
    expect(upgrade?.headers.authorization).toBe(`Basic ${Buffer.from('CP 1/a:secret').toString('base64')}`);
    expect(upgrade?.headers['sec-websocket-protocol']).toBe('ocpp1.6');
    expect(csms.heard[0]).toMatchObject({ action: 'BootNotification', payload: { chargePointVendor: 'Simulated' } });
    expect(csms.of('StatusNotification').map(({ payload }) => payload['connectorId'])).toEqual([0, 1, 2]);
  });

  it('says nothing but boots while Pending, boots when triggered, and is not accepted before', async () => {
    const verdicts = ['Pending', 'Rejected', 'Accepted'];
    csms.answers['BootNotification'] = () => ({
      status: verdicts.shift(),
      currentTime: new Date().toISOString(),
      interval: verdicts.length === 2 ? 3_600 : 2,
    });
    const pending = station();
    const started = pending.start();
    await until(() => csms.of('BootNotification').length === 1, 'the first boot');
    pending.plugIn();
    expect(await pending.present('TAG')).toBe('started');
    expect(csms.heard.map(({ action }) => action)).toEqual(['BootNotification']);
    await until(() => verdicts.length === 2, 'the answer');
    // Pending for an hour, unless the CSMS asks for it.
    expect(await csms.ask('CP 1/a', 'TriggerMessage', { requestedMessage: 'BootNotification' })).toEqual({
      status: 'Accepted',
    });
    await until(() => csms.of('BootNotification').length === 2, 'the triggered boot');
    expect(pending.ready).toBe(false);
    await started;
    expect(csms.of('BootNotification')).toHaveLength(3);
    expect(await pending.settled()).toBe(true);
    expect(csms.of('StartTransaction')).toHaveLength(1);
  });

  it('charges: authorize, start, samples of a growing register, stop with the id it was given', async () => {
    const charging = station({ speed: 600, configuration: { MeterValueSampleInterval: '60' } });
    await charging.start();
    charging.plugIn(1, { socPercent: 20, maxPowerW: 11_000, phases: 3, capacityWh: 60_000 });
    expect(await charging.present('TAG')).toBe('started');
    await until(() => csms.of('MeterValues').length >= 4, 'four samples');
    expect(charging.powerW()).toBeCloseTo(11_000, 0);
    expect(await charging.present('tag')).toBe('stopped');
    expect(await charging.settled()).toBe(true);

    const [entry] = charging.ledger();
    expect(entry).toMatchObject({ transactionId: 1, token: 'TAG', reason: 'Local', authorization: 'Accepted' });
    expect(entry?.acknowledged).toEqual({ start: true, stop: true });
    const registers = csms.of('MeterValues').map(({ payload }) => energyOf(payload));
    expect(registers).toEqual([...registers].sort((a, b) => a - b));
    expect(new Set(registers).size).toBe(registers.length);
    expect(registers[0]).toBeGreaterThan(entry?.meterStartWh ?? Number.NaN);
    expect(csms.of('MeterValues').every(({ payload }) => payload['transactionId'] === 1)).toBe(true);
    const [stop] = csms.of('StopTransaction');
    expect(stop?.payload).toMatchObject({
      transactionId: 1,
      meterStop: entry?.meterStopWh,
      timestamp: entry?.stoppedAt,
      idTag: 'tag',
    });
    expect(stop?.payload['transactionData']).toHaveLength(2);
    await until(() => statuses(1).length === 4, 'four statuses');
    expect(statuses(1)).toEqual(['Available', 'Preparing', 'Charging', 'Finishing']);
  });

  it('tapers when the battery fills, reports SuspendedEV when it is full, and then draws nothing', async () => {
    const filling = station({ speed: 3_600 });
    await filling.start();
    filling.plugIn(1, { socPercent: 79, capacityWh: 10_000, maxPowerW: 11_000, phases: 3 });
    await filling.present('TAG');
    await until(() => statuses(1).includes('SuspendedEV'), 'a full battery');
    expect(filling.powerW()).toBe(0);
    const atFull = filling.meterWh() - (filling.session()?.meterStartWh ?? 0);
    expect(atFull).toBeGreaterThan(2_090);
    expect(atFull).toBeLessThan(2_110);
  });

  it('delivers no energy to a refused token, and still starts and stops its transaction', async () => {
    csms.answers['Authorize'] = () => ({ idTagInfo: { status: 'Accepted' } });
    csms.answers['StartTransaction'] = () => ({ transactionId: 77, idTagInfo: { status: 'Blocked' } });
    const refused = station({ speed: 1_000 });
    await refused.start();
    refused.plugIn();
    await refused.present('TAG');
    await until(() => csms.of('StopTransaction').length === 1, 'the stop');
    const [entry] = refused.ledger();
    expect(csms.of('StopTransaction')[0]?.payload).toMatchObject({ transactionId: 77, reason: 'DeAuthorized' });
    expect(entry).toMatchObject({ authorization: 'Blocked', meterStopWh: entry?.meterStartWh });
  });

  it('refuses a token the CSMS does not accept, and waits for a car with one it accepts', async () => {
    csms.answers['Authorize'] = ({ payload }) => ({
      idTagInfo: { status: payload['idTag'] === 'GOOD' ? 'Accepted' : 'Invalid' },
    });
    const asked = station();
    await asked.start();
    expect(await asked.present('BAD')).toBe('refused');
    expect(await asked.present('GOOD')).toBe('waiting-for-car');
    asked.plugIn();
    await until(() => csms.of('StartTransaction').length === 1, 'the start');
    expect(csms.of('StartTransaction')[0]?.payload).toMatchObject({ idTag: 'GOOD', connectorId: 1 });
    asked.unplug();
    await until(() => csms.of('StopTransaction').length === 1, 'the stop');
    expect(csms.of('StopTransaction')[0]?.payload).toMatchObject({ reason: 'EVDisconnected' });
    await until(() => statuses(1).at(-1) === 'Available', 'Available');
  });

  it('begins nothing any more once its sessions were ended, though a card was just shown', async () => {
    let answer: () => void = () => undefined;
    csms.answers['Authorize'] = ({ id, station: name }) => {
      answer = () => csms.sendText(name, JSON.stringify([3, id, { idTagInfo: { status: 'Accepted' } }]));
      return 'silent';
    };
    const closing = station();
    await closing.start();
    closing.plugIn();
    const presented = closing.present('TAG');
    await until(() => csms.of('Authorize').length === 1, 'the question');
    const stopped = closing.stop({ endSessions: true });
    answer();
    expect(await presented).toBe('refused');
    await stopped;
    expect(closing.ledger()).toEqual([]);
  });

  it('has one call outstanding at a time, and answers a call that crosses its own', async () => {
    let release: () => void = () => undefined;
    csms.answers['Heartbeat'] = ({ id, station: name }) => {
      release = () => csms.sendText(name, JSON.stringify([3, id, { currentTime: new Date().toISOString() }]));
      return 'silent';
    };
    const crossing = station();
    await crossing.start();
    await until(() => statuses(1).length === 1, 'statuses');
    await csms.ask('CP 1/a', 'TriggerMessage', { requestedMessage: 'Heartbeat' });
    await until(() => csms.of('Heartbeat').length === 1, 'the heartbeat');
    crossing.plugIn();
    void crossing.present('TAG');
    expect(await csms.ask('CP 1/a', 'ClearCache')).toEqual({ status: 'Accepted' });
    expect(csms.heard.at(-1)?.action).toBe('Heartbeat');
    release();
    await until(() => csms.of('StartTransaction').length === 1, 'the rest');
  });

  it('beats at the interval the CSMS gave, and sets its clock by it', async () => {
    csms.answers['BootNotification'] = () => ({
      status: 'Accepted',
      currentTime: new Date().toISOString(),
      interval: 1,
    });
    const beating = station({ clockErrorMs: -86_400_000 });
    await beating.start();
    await until(() => csms.of('Heartbeat').length >= 2, 'two heartbeats');
    beating.plugIn();
    await beating.present('TAG');
    // It was a day behind.
    expect(Math.abs(Date.parse(beating.ledger()[0]?.startedAt ?? '') - Date.now())).toBeLessThan(60_000);
  });
});

function energyOf(payload: Record<string, unknown>): number {
  const [meterValue] = payload['meterValue'] as { sampledValue: { measurand: string; value: string }[] }[];
  const found = meterValue?.sampledValue.find(({ measurand }) => measurand === 'Energy.Active.Import.Register');
  return Number(found?.value);
}
