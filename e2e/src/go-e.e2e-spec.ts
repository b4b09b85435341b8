import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SimulatedStation } from '@chargebus/station-simulator';
import { everyCommand, talks } from './stories/every-command';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

const ID = 'go-e 123456';
const PATH = `/stations/${encodeURIComponent(ID)}`;
type Body = Record<string, any>;

/** The calls of a CSMS that its maker says it does, less those that `/sessions` makes. */
const IMPLEMENTED = new Set([
  'ChangeConfiguration',
  'ClearChargingProfile',
  'GetConfiguration',
  'Reset',
  'SetChargingProfile',
  'TriggerMessage',
  'UnlockConnector',
  'UpdateFirmware',
]);

/** A go-e Charger as its maker documents it: what it implements works, and what it does not is told, never waited for. */
describe('a go-e Charger', () => {
  let platform: Platform;
  let station: SimulatedStation;
  let images: Server;

  const told = async (command: object): Promise<Body> => {
    const { status, body } = await platform.api.post(`${PATH}/commands`, command);
    expect([command, status]).toEqual([command, 200]);
    return body;
  };
  const called = async (action: string, payload: object): Promise<Body> => {
    const { status, body } = await platform.api.post(`${PATH}/ocpp`, { action, payload });
    expect([action, status]).toEqual([action, 200]);
    return body;
  };
  const shown = async (): Promise<Body> => (await platform.api.get(PATH)).body;
  const session = async (id: string): Promise<Body> => (await platform.api.get(`/sessions/${id}`)).body;
  const sessionsOf = async (token: string): Promise<Body[]> =>
    (await platform.api.get(`/sessions?token=${encodeURIComponent(token)}`)).body.items;
  const heard = (action: string): Promise<Body[]> =>
    platform.api.get(`${PATH}/messages?action=${action}`).then(({ body }) => body.items);

  beforeAll(async () => {
    images = createServer((_request, response) => response.end('image')).listen(0, '127.0.0.1');
    await once(images, 'listening');
    platform = await startPlatform({ env: { CONNECTION_TIMEOUT_S: '8' } });
    const { api } = platform;
    for (const uid of ['CARD', 'APP', 'GOE-DUMMY']) await api.put(`/tokens/${uid}`, { status: 'accepted' });
    await api.post('/tariffs', {
      name: 'energy',
      currency: 'EUR',
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '0.50' }] }],
      assignments: [{ default: true }],
    });
    station = new SimulatedStation({
      url: platform.stationsUrl,
      id: ID,
      profile: 'go-e',
      speed: 600,
      seed: 'go-e',
      rebootMs: 100,
      reconnectMinMs: 100,
      configuration: { MeterValueSampleInterval: '60' },
    });
    await station.start();
  });
  afterAll(async () => {
    images?.close();
    await station?.stop();
    expect(await platform?.stop()).toBe(0);
  });
  afterEach(() => {
    expect(station.faults()).toEqual([]);
    expect(station.counters).toMatchObject({ callErrors: 0, timeouts: 0 });
  });

  it('TC_001_CSMS boots, and tells what it is and that its connector is free', async () => {
    const told = await until('its connector', async () => {
      const body = await shown();
      return body.evses?.[0]?.connectors?.[0]?.status === 'available' && body;
    });
    expect(told).toMatchObject({
      connected: true,
      ocppVersion: '1.6',
      boot: { status: 'accepted', vendor: 'go-e', firmwareVersion: '57.1' },
    });
    expect(told['evses']).toHaveLength(1);
  });

  it('TC_003_CSMS charges by card, and is billed what it counted itself', async () => {
    station.plugIn(1, { socPercent: 20, maxPowerW: 11_000, phases: 3, capacityWh: 60_000 });
    expect(await station.present('CARD', 1)).toBe('started');
    const running = await until('samples', async () => {
      const [one] = await sessionsOf('CARD');
      return one?.status === 'charging' && one.energyWh > 0 && one.powerW > 0 && one;
    });
    const { body: samples } = await platform.api.get(`/sessions/${running['id']}/samples?limit=500`);
    expect(new Set(samples.items.map(({ measurand }: Body) => measurand))).toEqual(
      new Set([
        'Current.Import',
        'Current.Offered',
        'Energy.Active.Import.Register',
        'Frequency',
        'Power.Active.Import',
        'Power.Factor',
        'Power.Offered',
        'Temperature',
        'Voltage',
      ]),
    );
    expect(await station.present('CARD', 1)).toBe('stopped');
    station.unplug(1);
    expect(await station.settled()).toBe(true);
    const [own] = station.ledger();
    const energyWh = (own?.meterStopWh ?? 0) - (own?.meterStartWh ?? 0);
    const bill = await until(
      'the bill',
      async () => (await platform.api.get(`/bills?sessionId=${running['id']}`)).body.items[0],
    );
    // A go-e Charger leaves the reason out where it is Local.
    expect(await session(running['id'])).toMatchObject({
      status: 'ended',
      energyWh,
      transactionRef: String(own?.transactionId),
      anomalies: [],
    });
    expect(bill).toMatchObject({ status: 'final', total: (Math.round(energyWh / 20) / 100).toFixed(2) });
  });

  it('is started (TC_010_CSMS) and stopped (TC_012_CSMS) from the API', async () => {
    station.plugIn(1);
    const asked = await platform.api.post('/sessions', { stationId: ID, evseId: 1, token: 'APP' });
    expect(asked).toMatchObject({ status: 202, body: { status: 'pending' } });
    await until('the session to charge', async () => (await session(asked.body.id)).status === 'charging');
    expect(await platform.api.post(`/sessions/${asked.body.id}/stop`)).toMatchObject({
      status: 200,
      body: { status: 'accepted' },
    });
    await until('its end', async () => (await session(asked.body.id)).status === 'ended');
    expect(await session(asked.body.id)).toMatchObject({ stopReason: 'remote', token: 'APP' });
    station.unplug(1);
  });

  it('charges without a card under the id that was set for that', async () => {
    const open = new SimulatedStation({
      url: platform.stationsUrl,
      id: 'go-e open',
      profile: 'go-e',
      speed: 600,
      seed: 'open',
      dummyToken: 'GOE-DUMMY',
    });
    await open.start();
    open.plugIn(1);
    await until('the session', async () => (await sessionsOf('GOE-DUMMY'))[0]?.['status'] === 'charging');
    open.unplug(1);
    await until('its end', async () => (await sessionsOf('GOE-DUMMY'))[0]?.['stopReason'] === 'ev-disconnected');
    expect(open.faults()).toEqual([]);
    await open.stop();
  });

  it('may accept a remote start that nothing follows: the session fails, and says why', async () => {
    const silent = new SimulatedStation({
      url: platform.stationsUrl,
      id: 'go-e silent',
      profile: 'go-e',
      seed: 'silent',
      ignoreRemoteStart: true,
    });
    await silent.start();
    const body = { stationId: 'go-e silent', evseId: 1, token: 'APP' };
    const asked = await until('the station to be known', async () => {
      const answer = await platform.api.post('/sessions', body);
      return answer.status === 202 && answer;
    });
    await until(
      'the session to fail',
      async () => (await session(asked.body['id']))['status'] === 'failed',
      120_000,
      200,
    );
    expect(await session(asked.body['id'])).toMatchObject({ failReason: 'no-effect', startedAt: null });
    await silent.stop();
  });

  it('is read (TC_019_1_CSMS, TC_019_2_CSMS): all keys it has, and the names of those it has not', async () => {
    expect(await told({ type: 'identify' })).toMatchObject({
      status: 'accepted',
      response: { keys: 18, numberOfConnectors: 1, bootTriggered: 'accepted' },
    });
    const { capabilities } = await shown();
    expect(capabilities).toMatchObject({ profiles: ['Core', 'FirmwareManagement', 'SmartCharging', 'RemoteTrigger'] });
    const keys = ['LightIntensity', 'NumberOfConnectors', 'AuthorizeRemoteTxRequests'];
    expect(await told({ type: 'get-configuration', keys })).toMatchObject({
      status: 'accepted',
      response: {
        configurationKey: [
          { key: 'LightIntensity', readonly: false },
          { key: 'NumberOfConnectors', readonly: true, value: '1' },
        ],
        unknownKey: ['AuthorizeRemoteTxRequests'],
      },
    });
  });

  it.each([
    ['TC_021_CSMS takes', 'LightIntensity', '40', 'accepted'],
    ['TC_021_CSMS takes', 'HeartbeatInterval', '120', 'accepted'],
    ['TC_040_2_CSMS refuses a value of', 'HeartbeatInterval', 'often', 'rejected'],
    ['TC_040_2_CSMS refuses to change', 'NumberOfConnectors', '2', 'rejected'],
    ['TC_040_1_CSMS does not know', 'ConnectionTimeOut', '90', 'unsupported'],
  ])('is configured: %s %s %s', async (_title, key, value, status) => {
    expect(await told({ type: 'set-configuration', key, value })).toMatchObject({ status });
  });

  it.each([
    ['boot', 'BootNotification'],
    ['heartbeat', 'Heartbeat'],
    ['status', 'StatusNotification'],
    ['meter-values', 'MeterValues'],
    ['firmware-status', 'FirmwareStatusNotification'],
  ])('TC_054_CSMS is triggered: %s', async (message, action) => {
    const before = (await heard(action)).length;
    expect(await told({ type: 'trigger', message })).toMatchObject({ status: 'accepted' });
    await until(`a ${action}`, async () => (await heard(action)).length > before);
  });

  it('TC_017_1_CSMS is unlocked', async () => {
    expect(await told({ type: 'unlock', evseId: 1 })).toMatchObject({ status: 'accepted' });
  });

  it.each([
    ['TC_013_CSMS', true, 'hard-reset'],
    ['TC_014_CSMS', false, 'soft-reset'],
  ])(
    '%s is reset (hard: %s): its session ends, it boots again, and its message ids begin anew',
    async (_title, hard, reason) => {
      station.plugIn(1);
      expect(await station.present('CARD', 1)).toBe('started');
      await until('the session', async () => (await sessionsOf('CARD'))[0]?.['status'] === 'charging');
      const { boots } = station.counters;
      expect(await told({ type: 'reset', when: 'now', hard })).toMatchObject({ status: 'accepted' });
      await until('the boot', () => station.counters.boots > boots && station.ready);
      await until('the end of the session', async () => (await sessionsOf('CARD'))[0]?.['stopReason'] === reason);
      await until('it to be back', async () => (await shown())['connected'] === true);
      station.unplug(1);
      expect(await station.settled()).toBe(true);
      expect(station.ledger().every(({ acknowledged, givenUp }) => acknowledged.stop && givenUp === 0)).toBe(true);
      expect(await told({ type: 'trigger', message: 'heartbeat' })).toMatchObject({ status: 'accepted' });
    },
  );

  it('charges less by a profile (TC_057_CSMS), and more when it is cleared (TC_067_CSMS)', async () => {
    station.plugIn(1, { socPercent: 10, maxPowerW: 11_000, phases: 3, capacityWh: 90_000 });
    expect(await station.present('CARD', 1)).toBe('started');
    await until('full power', () => station.powerW(1) > 10_900);
    const csChargingProfiles = {
      chargingProfileId: 1,
      transactionId: Number(station.session(1)?.transactionId),
      stackLevel: 5,
      chargingProfilePurpose: 'TxProfile',
      chargingProfileKind: 'Relative',
      chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }] },
    };
    const set = await called('SetChargingProfile', { connectorId: 1, csChargingProfiles });
    expect(set).toEqual({ result: { status: 'Accepted' } });
    await until('8 A on three phases', () => Math.round(station.powerW(1)) === 3 * 8 * 230);
    expect(await called('ClearChargingProfile', { id: 1 })).toEqual({ result: { status: 'Accepted' } });
    await until('full power again', () => station.powerW(1) > 10_900);
    station.unplug(1);
    expect(await station.settled()).toBe(true);
  });

  it('TC_044_1_CSMS fetches firmware, says how far it is, and boots with the new version', async () => {
    const location = `http://127.0.0.1:${(images.address() as AddressInfo).port}/go-e-58.2.bin`;
    expect(await called('UpdateFirmware', { location, retrieveDate: new Date().toISOString() })).toEqual({
      result: {},
    });
    await until('the new version', async () => (await shown())['boot'].firmwareVersion === '58.2');
    await until('all its steps', async () => {
      const frames = (await heard('FirmwareStatusNotification')).map(({ frame }) => String(frame));
      return ['Downloading', 'Downloaded', 'Installing', 'Installed'].every((step) =>
        frames.some((frame) => frame.includes(`"${step}"`)),
      );
    });
  });

  describe('is told every command there is, and each ends at once as it should', () => {
    it.each(everyCommand.map((one) => [JSON.stringify(one.command).slice(0, 70), one] as const))(
      '%s',
      async (_title, { command, '1.6': spelled }) => {
        const calls: string[] = [];
        const listen = ({ action }: { action: string }): void => void calls.push(action);
        station.on('told', listen);
        const { status, error } = await told(command);
        station.off('told', listen);
        const [action] = spelled.call ?? [];
        const isDone = action !== undefined && IMPLEMENTED.has(action);
        // What 1.6 has no call for is not sent; what this station does not do, it says itself.
        const code = isDone ? undefined : action === undefined ? 'NotSupported' : 'NotImplemented';
        expect([status, error?.code]).toEqual([isDone ? 'accepted' : 'unsupported', code]);
        expect(calls).toEqual(action === undefined ? [] : [action]);
        await until('it to be back', async () => station.ready && (await shown())['connected'] === true);
      },
    );

    it.each([
      ['identify', {}, 'accepted'],
      ['refresh', {}, 'accepted'],
      ['apply-configuration', {}, 'accepted'],
      ['change-password', {}, 'unsupported'],
      ['upgrade-security-profile', { to: 3 }, 'unsupported'],
    ])('%s %j: %s', async (type, more, status) => {
      expect(talks).toContain(type);
      expect(await told({ type, ...more })).toMatchObject({ status });
    });
  });

  describe('does not implement, and says so at once', () => {
    const NOT_IMPLEMENTED = { code: 'NotImplemented' };

    it.each<[string, object, object]>([
      ['its availability', { type: 'set-availability', operative: false }, NOT_IMPLEMENTED],
      ['a cache', { type: 'clear-cache' }, NOT_IMPLEMENTED],
      ['data of vendors', { type: 'data-transfer', vendorId: 'v', data: 'x' }, NOT_IMPLEMENTED],
      ['the security extension', { type: 'trigger', message: 'log-status' }, NOT_IMPLEMENTED],
      ['a reset of one EVSE that waits', { type: 'reset', when: 'idle', evseId: 1 }, { code: 'NotSupported' }],
      [
        'variables',
        { type: 'get-variables', variables: [{ component: 'C', variable: 'V' }] },
        { code: 'NotSupported' },
      ],
    ])('%s: the command is unsupported, with the reason', async (_title, command, error) => {
      expect(await told(command)).toMatchObject({ status: 'unsupported', error });
    });

    it('TC_055_CSMS diagnostics: the trigger is unsupported', async () => {
      expect(await told({ type: 'trigger', message: 'diagnostics-status' })).toMatchObject({
        status: 'unsupported',
        response: { status: 'NotImplemented' },
      });
    });

    it.each([
      ['GetCompositeSchedule', { connectorId: 1, duration: 60 }],
      ['GetDiagnostics', { location: 'https://example.com/upload' }],
      ['GetLocalListVersion', {}],
      ['SendLocalList', { listVersion: 1, updateType: 'Full' }],
      ['ReserveNow', { connectorId: 1, expiryDate: '2030-01-01T00:00:00Z', idTag: 'CARD', reservationId: 1 }],
      ['CancelReservation', { reservationId: 1 }],
      ['ChangeAvailability', { connectorId: 0, type: 'Inoperative' }],
      ['GetLog', { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: 'https://example.com/upload' } }],
    ])('a raw %s of 1.6: its own error comes back', async (action, payload) => {
      expect(await called(action, payload)).toMatchObject({ error: NOT_IMPLEMENTED });
    });
  });
});
