import { findFreePort } from '@chargebus/embedded-infra';
import { Api } from './support/api';
import { uploadImage } from './support/firmware-images';
import { ADMIN_TOKEN, startPlatform, type Platform } from './support/platform';
import { startServers, type Servers } from './support/servers';
import { ServiceProcess } from './support/service-process';
import { startSoapChargePoint, type SoapChargePoint } from './support/soap-charge-point';
import { until } from './support/until';

const ID = 'SOAP 15';
const PATH = `/stations/${encodeURIComponent(ID)}`;
const INTERVAL_S = 3;
const AT = '2030-01-01T10:00:00.000Z';
/** Each operation of a charge point, and what it says to it. */
const OPERATIONS: [action: string, payload: object, result: object][] = [
  ['CancelReservation', { reservationId: 1 }, { status: 'Accepted' }],
  ['ChangeAvailability', { connectorId: 1, type: 'Operative' }, { status: 'Scheduled' }],
  ['ChangeConfiguration', { key: 'A', value: '1' }, { status: 'Accepted' }],
  ['ClearCache', {}, { status: 'Accepted' }],
  ['DataTransfer', { vendorId: 'v', messageId: 'm', data: '<d>&' }, { status: 'UnknownVendorId' }],
  [
    'GetConfiguration',
    { key: ['HeartBeatInterval', 'X'] },
    { configurationKey: [{ key: 'HeartBeatInterval', readonly: false, value: '2' }], unknownKey: ['X'] },
  ],
  ['GetDiagnostics', { location: 'ftp://h/', startTime: AT, retries: 1 }, { fileName: 'diagnostics.zip' }],
  ['GetLocalListVersion', {}, { listVersion: 3 }],
  ['RemoteStartTransaction', { connectorId: 1, idTag: 'A' }, { status: 'Accepted' }],
  ['RemoteStopTransaction', { transactionId: 7 }, { status: 'Accepted' }],
  ['ReserveNow', { connectorId: 1, expiryDate: AT, idTag: 'A', reservationId: 2 }, { status: 'Occupied' }],
  ['Reset', { type: 'Soft' }, { status: 'Rejected' }],
  [
    'SendLocalList',
    {
      ...{ updateType: 'Full', listVersion: 1, hash: 'h' },
      localAuthorisationList: [{ idTag: 'A', idTagInfo: { status: 'ConcurrentTx' } }],
    },
    { status: 'HashError' },
  ],
  ['UnlockConnector', { connectorId: 1 }, { status: 'Accepted' }],
  ['UpdateFirmware', { location: 'ftp://h/f', retrieveDate: AT }, {}],
];
type Body = Record<string, any>;

/** The main job for a station that has no socket: it posts to whichever of two gateways, one of which calls it. */
describe('a station of OCPP 1.5 over SOAP', () => {
  let servers: Servers;
  let platform: Platform;
  let second: ServiceProcess;
  let station: SoapChargePoint;
  let here: string;
  let there: string;
  let api: Api;
  const shown = async (): Promise<Body> => (await api.get(PATH)).body;
  const session = async (id: string): Promise<Body> => (await api.get(`/sessions/${id}`)).body;

  beforeAll(async () => {
    servers = await startServers();
    const shared = {
      NATS_URL: servers.natsUrl,
      DATABASE_URL: servers.postgres.url,
      PARTITIONS: '4',
      ADMIN_TOKEN,
      LEASE_MS: '5000',
    };
    platform = await startPlatform({ env: { ...shared, HEARTBEAT_INTERVAL_S: String(INTERVAL_S) } });
    const [apiPort, ocppPort] = [await findFreePort(), await findFreePort()];
    second = new ServiceProcess({
      title: 'another gateway',
      args: ['apps/connection-gateway/dist/main.js'],
      apiPort,
      env: {
        ...shared,
        ...{ NODE_ENV: 'production', LOG_LEVEL: 'warn', API_HOST: '127.0.0.1', API_PORT: String(apiPort) },
        ...{ OCPP_PORT: String(ocppPort), SOAP: 'open', SOAP_CALLBACK_RANGES: '127.0.0.0/8' },
      },
    });
    second.start();
    await until('the other gateway', () => second.ready());
    here = platform.stationsUrl.replace('ws:', 'http:').replace('/ocpp', '/soap');
    there = `http://127.0.0.1:${ocppPort}/soap`;
    ({ api } = platform);
    await api.put('/tokens/CARD', { status: 'accepted' });
    const priceComponents = [{ type: 'ENERGY', price: '0.50', stepSize: 1 }];
    const assignments = [{ default: true }];
    await api.post('/tariffs', { name: 'energy', currency: 'EUR', elements: [{ priceComponents }], assignments });
    station = await startSoapChargePoint(ID);
  });
  afterAll(async () => {
    await station?.stop();
    await second?.stop();
    expect(await platform?.stop()).toBe(0);
    await servers?.stop();
  });

  it('is started and stopped from the API and billed, whichever gateway it posts to (TC_010_CSMS, TC_012_CSMS)', async () => {
    const product = { chargePointVendor: 'Old', chargePointModel: 'Timer', firmwareVersion: '0.9' };
    const booted = await station.call(here, 'BootNotification', product);
    expect(booted).toMatchObject({ status: 'Accepted', heartbeatInterval: INTERVAL_S });
    await station.call(there, 'StatusNotification', { connectorId: 1, status: 'Available', errorCode: 'NoError' });
    const listed = await until('the station among those that are connected', async () => {
      const { body } = await api.get('/stations?connected=true');
      const found = body.items.find(({ id }: Body) => id === ID);
      return found?.ocppVersion === '1.5' && found;
    });
    expect(listed).toMatchObject({ connected: true, transport: 'soap', boot: { status: 'accepted', vendor: 'Old' } });
    // What the gateway without the claim wrote down counts like all the rest.
    await until('its connector', async () => (await shown())['evses']?.[0]?.connectors?.[0]?.status === 'available');

    const asked = await api.post('/sessions', { stationId: ID, evseId: 1, token: 'CARD' });
    expect(asked).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(station.called).toEqual([['RemoteStartTransaction', { connectorId: 1, idTag: 'CARD' }]]);
    const startedAt = new Date().toISOString();
    const start = { connectorId: 1, idTag: 'CARD', timestamp: startedAt, meterStart: 1_000 };
    const { transactionId, idTagInfo } = await station.call(there, 'StartTransaction', start);
    expect(idTagInfo).toMatchObject({ status: 'Accepted' });
    // Its answer was lost: it posts the same again, to the other gateway, and has the same transaction.
    expect((await station.call(here, 'StartTransaction', start))['transactionId']).toBe(transactionId);
    await station.call(there, 'StatusNotification', { connectorId: 1, status: 'Occupied', errorCode: 'NoError' });
    const value = [{ attributes: { measurand: 'Energy.Active.Import.Register', unit: 'kWh' }, $value: '3.5' }];
    const values = [{ timestamp: new Date().toISOString(), value }];
    await station.call(there, 'MeterValues', { connectorId: 1, transactionId, values });
    const charging = await until('the session to charge', async () => {
      const body = await session(asked.body.id);
      return body['energyWh'] === 2_500 && body;
    });
    expect(charging).toMatchObject({ status: 'charging', transactionRef: String(transactionId), startedAt });

    expect(await api.post(`/sessions/${asked.body.id}/pause`)).toMatchObject({ body: { status: 'unsupported' } });
    const stopped = await api.post(`/sessions/${asked.body.id}/stop`);
    expect(stopped).toMatchObject({ status: 200, body: { status: 'accepted' } });
    expect(station.called.at(-1)).toEqual(['RemoteStopTransaction', { transactionId }]);
    const stop = { transactionId, idTag: 'CARD', timestamp: new Date().toISOString(), meterStop: 13_345 };
    await station.call(here, 'StopTransaction', stop);
    await station.call(there, 'StopTransaction', stop);
    const bill = await until('the bill', async () => {
      const { body } = await api.get(`/bills?sessionId=${asked.body.id}`);
      return body.items.length === 1 && body.items[0];
    });
    // 12.345 kWh x 0.50 = 6.1725
    expect(bill).toMatchObject({ status: 'final', total: '6.17', currency: 'EUR' });
    expect(await session(asked.body.id)).toMatchObject({ status: 'ended', energyWh: 12_345, meterStopWh: 13_345 });
    expect((await api.get(`/sessions?stationId=${encodeURIComponent(ID)}`)).body.items).toHaveLength(1);
  });

  it('is called each operation of 1.5 by the API, which says what it answered, and what 1.5 has not is unsupported', async () => {
    for (const [action, payload, result] of OPERATIONS) {
      await station.call(there, 'Heartbeat', {});
      const { status, body } = await api.post(`${PATH}/ocpp`, { action, payload });
      expect([action, status, body]).toEqual([action, 200, { result }]);
      expect(JSON.parse(JSON.stringify(station.called.at(-1)))).toEqual([action, payload]);
    }
    const { length } = station.called;
    const schedule = { unit: 'A', periods: [{ startS: 0, limit: 16 }] };
    const profile = { id: 1, purpose: 'tx-default', stackLevel: 0, kind: 'relative', schedule };
    for (const command of [
      { type: 'trigger', message: 'status' },
      { type: 'set-charging-profile', evseId: 1, profile },
      { type: 'clear-charging-profile', evseId: 1 },
      { type: 'get-variables', variables: [{ component: 'C', variable: 'V' }] },
    ]) {
      const { status, body } = await api.post(`${PATH}/commands`, command);
      expect([command.type, status, body['status']]).toEqual([command.type, 200, 'unsupported']);
    }
    expect(station.called).toHaveLength(length);
  });

  it('is updated: it fetches the image it is told of, and boots with it (TC_044_1_CSMS)', async () => {
    const imageId = await uploadImage(api, { vendor: 'Old', model: 'Timer', version: '1.0', bytes: 5_000 });
    await station.call(here, 'Heartbeat', {});
    const ordered = await api.post('/firmware/updates', { stationId: ID, imageId });
    expect(ordered).toMatchObject({ status: 201 });
    const told = await until('what it is told', () => {
      const [action, payload] = station.called.at(-1)!;
      return action === 'UpdateFirmware' && payload['location'] !== 'ftp://h/f' && payload;
    });
    const image = await fetch(told['location']);
    expect([image.status, (await image.arrayBuffer()).byteLength]).toEqual([200, 5_000]);
    for (const [n, status] of ['Downloading', 'Downloaded', 'Installing', 'Installed'].entries()) {
      await station.call(n % 2 === 0 ? here : there, 'FirmwareStatusNotification', { status });
    }
    const product = { chargePointVendor: 'Old', chargePointModel: 'Timer', firmwareVersion: '1.0' };
    await station.call(there, 'BootNotification', product);
    const done = await until('the update to be done', async () => {
      const { body } = await api.get(`/firmware/updates/${ordered.body['id']}`);
      return body['endedAt'] !== null && body;
    });
    expect(done).toMatchObject({ status: 'done', fromVersion: '0.9', targetVersion: '1.0' });
    await until('what it runs to be shown', async () => (await shown())['boot'].firmwareVersion === '1.0');
  });

  it('is connected and called as long as it posts to either gateway, and 2.5 heartbeat intervals longer', async () => {
    const { connectedAt } = await shown();
    const enough = Date.now() + 1.5 * 2.5 * INTERVAL_S * 1_000;
    while (Date.now() < enough) {
      const round = Date.now();
      await station.call(there, 'Heartbeat', {});
      await until('the next heartbeat to be due', () => Date.now() - round >= 0.8 * INTERVAL_S * 1_000);
    }
    expect(await shown()).toMatchObject({ connected: true, connectedAt, disconnectedAt: null });
    // The gateway that has the link never heard of this address, and calls it all the same.
    const moved = await api.post(`${PATH}/commands`, { type: 'clear-cache' });
    expect(moved).toMatchObject({ status: 200, body: { status: 'accepted' } });
    const lastAt = Date.now();
    await until('the station to be offline', async () => (await shown())['connected'] === false);
    expect(Date.now() - lastAt).toBeGreaterThan(1.5 * INTERVAL_S * 1_000);
    const asked = await api.post(`${PATH}/commands`, { type: 'clear-cache' });
    expect(asked).toMatchObject({ status: 200, body: { status: 'offline' } });
    await station.call(here, 'Heartbeat', {});
    await until('the station to be back', async () => (await shown())['connected'] === true);
  });

  it('that says an address inside is not called, and that is among its security events', async () => {
    const inside = 'http://169.254.169.254/latest/meta-data';
    const liar = await startSoapChargePoint('LIAR', inside);
    try {
      await liar.call(here, 'Heartbeat', {});
      await until('it to be connected', async () => (await api.get('/stations/LIAR')).body['connected'] === true);
      const asked = await api.post('/stations/LIAR/commands', { type: 'clear-cache' });
      expect(asked).toMatchObject({ status: 200, body: { status: 'failed', error: { code: 'CallbackRefused' } } });
      const [told] = await until('the event', async () => {
        const { body } = await api.get('/stations/LIAR/security-events?severity=critical');
        return body['items'].length > 0 && body['items'];
      });
      expect(told).toMatchObject({ type: 'CallbackRefused', techInfo: expect.stringContaining(inside) as string });
    } finally {
      await liar.stop();
    }
  });

  it('is taken over by another gateway when the one that calls it is killed, and its session goes on', async () => {
    const other = await startSoapChargePoint('SOAP 15 B');
    try {
      await other.call(there, 'BootNotification', { chargePointVendor: 'Old', chargePointModel: 'Timer' });
      const start = { connectorId: 1, idTag: 'CARD', timestamp: new Date().toISOString(), meterStart: 0 };
      const { transactionId } = await other.call(there, 'StartTransaction', start);
      const command = async () => (await api.post('/stations/SOAP%2015%20B/commands', { type: 'clear-cache' })).body;
      await until('a call by the gateway it posts to', async () => (await command())['status'] === 'accepted');
      // The other one hears it too, and leaves it where it is.
      await other.call(here, 'Heartbeat', {});
      const { connectedAt } = (await api.get('/stations/SOAP%2015%20B')).body;
      second.kill('SIGKILL');
      await second.ended();
      await until('a call by the gateway that is left', async () => {
        await other.call(here, 'Heartbeat', {});
        return (await command())['status'] === 'accepted';
      });
      await until('its new link to be shown', async () => {
        const { body } = await api.get('/stations/SOAP%2015%20B');
        return body['connected'] === true && body['connectedAt'] > connectedAt;
      });
      const { body } = await api.get('/sessions?stationId=SOAP%2015%20B');
      expect(body['items']).toMatchObject([{ transactionRef: String(transactionId), endedAt: null }]);
      expect(await api.post(`/sessions/${body['items'][0].id}/stop`)).toMatchObject({ body: { status: 'accepted' } });
      expect(other.called.at(-1)).toEqual(['RemoteStopTransaction', { transactionId }]);
      const stop = { transactionId, timestamp: new Date().toISOString(), meterStop: 1_000 };
      await other.call(here, 'StopTransaction', stop);
      await until('the bill', async () => {
        const bills = await api.get(`/bills?sessionId=${body['items'][0].id}`);
        return bills.body['items'][0]?.total === '0.50';
      });
    } finally {
      await other.stop();
    }
  });
});
