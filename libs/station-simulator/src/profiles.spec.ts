import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StationOptions } from './options';
import { SimulatedStation } from './simulated-station';
import { TinyCsms, until } from './testing/tiny-csms';

let csms: TinyCsms;
const stations: SimulatedStation[] = [];

async function started(o: Partial<StationOptions> = {}): Promise<SimulatedStation> {
  const made = new SimulatedStation({ url: csms.url, id: 'CP1', seed: 3, speed: 600, reconnectMinMs: 20, ...o });
  stations.push(made);
  await made.start();
  return made;
}

/** One session of a station of this kind, with at least one sample. */
async function charged(o: Partial<StationOptions>): Promise<SimulatedStation> {
  const station = await started(o);
  station.plugIn(1, { socPercent: 20, maxPowerW: 11_000, phases: 3, capacityWh: 60_000 });
  expect(await station.present('TAG')).toBe('started');
  await until(() => csms.of('MeterValues').length > 0, 'a sample');
  station.unplug();
  expect(await station.settled()).toBe(true);
  return station;
}

type Sample = { value: unknown; unit?: string; measurand: string; context: string };
const last = (action: string): Record<string, unknown> => csms.of(action).at(-1)?.payload ?? {};
const order = (): string[] =>
  csms.heard.map(({ action, payload }) => (action === 'StatusNotification' ? String(payload['status']) : action));

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

describe('A station of the profile', () => {
  it('meter-as-object sends one object for the list, numbers for texts, and units as it spells them', async () => {
    const station = await charged({ profile: 'meter-as-object' });
    const meterValue = last('MeterValues')['meterValue'] as { sampledValue: Sample[] };
    expect(Array.isArray(meterValue)).toBe(false);
    expect(meterValue.sampledValue).toMatchObject([
      { measurand: 'Energy.Active.Import.Register', value: expect.any(Number), context: 'Sample.Now' },
      { measurand: 'Frequency', unit: 'Hz' },
      { measurand: 'Temperature', unit: 'Celcius' },
    ]);
    expect(last('StopTransaction')).toMatchObject({ meterStop: station.ledger()[0]?.meterStopWh });
  });

  it('kwh-as-wh samples thousandths, and its registers have fractions the ledger has not', async () => {
    const station = await charged({ profile: 'kwh-as-wh' });
    const [{ sampledValue }] = last('MeterValues')['meterValue'] as [{ sampledValue: Sample[] }];
    const [entry] = station.ledger();
    expect(sampledValue[0]).toMatchObject({ unit: 'Wh', value: expect.stringMatching(/^\d+\.\d{3}$/) });
    expect(Number(sampledValue[0]?.value) * 1_000).toBeLessThanOrEqual(entry?.meterStopWh ?? 0);
    expect(last('StopTransaction')['meterStop']).toBe((entry?.meterStopWh ?? 0) + 0.25);
    expect(last('StartTransaction')['meterStart']).toBe((entry?.meterStartWh ?? 0) + 0.25);
  });

  it('zoneless-clock writes times without a zone and numbers as text', async () => {
    const station = await charged({ profile: 'zoneless-clock' });
    const start = last('StartTransaction');
    expect(start['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}$/);
    expect(`${String(start['timestamp']).slice(0, 23)}Z`).toBe(station.ledger()[0]?.startedAt);
    expect(start).toMatchObject({ connectorId: '1', meterStart: expect.stringMatching(/^\d+$/) });
    expect(last('MeterValues')).toMatchObject({ transactionId: '1' });
    expect(last('MeterValues')['meterValue']).toMatchObject([{ timestamp: expect.not.stringMatching(/Z$/) }]);
  });

  it('sloppy-frames prints with tabs, leaves control characters in, and counts its ids from 1', async () => {
    await charged({ profile: 'sloppy-frames' });
    expect(csms.texts.every((text) => text.startsWith('[\n\t2,'))).toBe(true);
    expect(csms.texts.find((text) => text.includes('"StartTransaction"'))).toContain('"idTag": "TAG\u0003"');
    expect(csms.heard.slice(0, 2).map(({ id }) => id)).toEqual(['1', '2']);
    expect(csms.of('BootNotification')[0]?.payload).toMatchObject({ chargePointVendor: '', uptime: 7 });
    expect(csms.of('StatusNotification')[0]?.payload).toMatchObject({ info: 'null', vendorErrorCode: null });
    const station = stations[0] as SimulatedStation;
    station.breakDown(1, 'GroundFailure');
    await until(() => last('StatusNotification')['errorCode'] === 'Error', 'its own error code');
  });

  it('boot-loop boots for each heartbeat and connection, and is Available before it has stopped', async () => {
    csms.answers['BootNotification'] = () => ({
      status: 'Accepted',
      currentTime: new Date().toISOString(),
      interval: 1,
    });
    const station = await charged({ profile: 'boot-loop' });
    await until(() => csms.of('BootNotification').length >= 2, 'a boot for a heartbeat');
    expect(csms.of('Heartbeat')).toEqual([]);
    expect(last('SecurityEventNotification')).toMatchObject({ type: 'StartupOfTheDevice' });
    const stopped = order().indexOf('StopTransaction');
    expect(
      order()
        .slice(0, stopped)
        .filter((word) => word === 'Available').length,
    ).toBeGreaterThanOrEqual(3);
    const before = csms.of('BootNotification').length;
    station.goOffline();
    station.goOnline();
    await until(() => csms.upgrades.length === 2, 'the next connection');
    await until(() => csms.of('BootNotification').length > before, 'its boot');
  });

  it('no-boot charges without ever having booted, and boots when it is told to', async () => {
    await charged({ profile: 'no-boot' });
    expect(csms.of('BootNotification')).toEqual([]);
    expect(order()[0]).toBe('Available');
    expect(await csms.ask('CP1', 'TriggerMessage', { requestedMessage: 'BootNotification' })).toEqual({
      status: 'Accepted',
    });
    await until(() => csms.of('BootNotification').length === 1, 'the boot');
  });

  it('that speaks 1.6 alone speaks no other version', () => {
    const modern = (): unknown =>
      new SimulatedStation({ url: csms.url, id: 'X', version: '2.1', profile: 'meter-as-object' });
    expect(modern).toThrow('meter-as-object speaks 1.6');
  });
});

describe('A go-e Charger that is told UpdateFirmware', () => {
  let images: Server;
  let url: string;
  beforeAll(async () => {
    images = createServer((request, response) => {
      response.statusCode = request.url === '/fw-58.2.bin' ? 200 : 404;
      response.end('image');
    }).listen(0, '127.0.0.1');
    await once(images, 'listening');
    url = `http://127.0.0.1:${(images.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((closed) => images.close(closed)));

  const statuses = (): unknown[] => csms.of('FirmwareStatusNotification').map(({ payload }) => payload['status']);
  const update = (location: string, more: object = {}): Promise<unknown> =>
    csms.ask('CP1', 'UpdateFirmware', { location, retrieveDate: new Date().toISOString(), ...more });

  it('fetches it, reboots, and tells each step and its new version', async () => {
    await started({ profile: 'go-e', rebootMs: 20 });
    expect(await update(`${url}/fw-58.2.bin`)).toEqual({});
    await until(() => statuses().includes('Installed'), 'the end');
    expect(statuses()).toEqual(['Downloading', 'Downloaded', 'Installing', 'Installed']);
    expect(csms.of('BootNotification').map(({ payload }) => payload['firmwareVersion'])).toEqual(['57.1', '58.2']);
    await csms.ask('CP1', 'TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' });
    await until(() => statuses().at(-1) === 'Idle', 'Idle');
  });

  it('tries as often as it was told, and then says that it could not be fetched', async () => {
    await started({ profile: 'go-e' });
    await update(`${url}/none.bin`, { retries: 1, retryInterval: 0 });
    await until(() => statuses().includes('DownloadFailed'), 'the failure');
    expect(statuses()).toEqual(['Downloading', 'Downloading', 'DownloadFailed']);
    expect(await csms.ask('CP1', 'GetDiagnostics', { location: url })).toBe('NotImplemented');
  });
});
