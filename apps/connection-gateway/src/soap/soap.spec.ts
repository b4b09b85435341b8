import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGateway, until, type RunningGateway } from '../testing/running-gateway';
import { CS15, envelope, from, heartbeat, post, soapUrl, WSA } from '../testing/soap-post';
import { connectWsdlClient, startWsdlServer, type WsdlClient, type WsdlServer } from '../testing/wsdl-station';

const AT = '2025-06-01T10:00:00.000Z';

let gateway: RunningGateway;
let url: string;
beforeAll(async () => {
  gateway = await startGateway({ SOAP: 'open', SOAP_CALLBACK_RANGES: '127.0.0.0/8', STATION_BURST: 50 });
  url = soapUrl(gateway);
});
afterAll(() => gateway.stop());

const eventsOf = async (stationId: string) => (await gateway.logged()).filter((event) => event.stationId === stationId);

describe('a client made from the WSDL', () => {
  let client: WsdlClient;
  beforeAll(async () => {
    client = await connectWsdlClient(url, { id: 'SOAP 1', version: '1.5' });
  });
  const call: WsdlClient['call'] = (operation, payload) => client.call(operation, payload);

  it('is answered to each of the ten messages of 1.5, each in the log before its answer', async () => {
    const boot = { chargePointVendor: 'V', chargePointModel: 'M' };
    expect(await call('BootNotification', boot)).toMatchObject({ status: 'Accepted', heartbeatInterval: 300 });
    expect(await call('Authorize', { idTag: 'A' })).toMatchObject({ idTagInfo: { status: 'Accepted' } });
    const start = { connectorId: 1, idTag: 'A', timestamp: AT, meterStart: 5 };
    const { transactionId } = await call('StartTransaction', start);
    expect(transactionId).toEqual(expect.any(Number));
    // The same start again, as after a lost answer, is the same transaction.
    expect((await call('StartTransaction', start))['transactionId']).toBe(transactionId);
    const reading = { attributes: { unit: 'kWh' }, $value: '1.5' };
    await call('MeterValues', { connectorId: 1, transactionId, values: { timestamp: AT, value: reading } });
    await call('MeterValues', {
      connectorId: 1,
      transactionId,
      values: [
        { timestamp: AT, value: [reading, { attributes: { unit: 'Wh' }, $value: '1600' }] },
        { timestamp: '2025-06-01T10:10:00Z', value: [{ $value: '1700' }] },
      ],
    });
    await call('StatusNotification', { connectorId: 1, status: 'Occupied', errorCode: 'NoError' });
    await call('StopTransaction', { transactionId, idTag: 'A', timestamp: '2025-06-01T11:00:00Z', meterStop: 2_000 });
    expect(await call('Heartbeat', {})).toHaveProperty('currentTime');
    expect(await call('DataTransfer', { vendorId: 'v' })).toMatchObject({ status: 'UnknownVendorId' });
    await call('DiagnosticsStatusNotification', { status: 'Uploaded' });
    await call('FirmwareStatusNotification', { status: 'Installed' });

    const events = await eventsOf('SOAP 1');
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'station.seen')).toEqual([
      'station.connected',
      'station.booted',
      'station.token.presented',
      'station.transaction.started',
      'station.samples.reported',
      'station.samples.reported',
      'station.connector-status.reported',
      'station.transaction.ended',
      'station.message.reported',
      'station.message.reported',
      'station.firmware-status.reported',
    ]);
    const [connected] = events;
    expect(connected).toMatchObject({ link: { ocppVersion: '1.5', transport: 'soap' } });
    expect(events[5]).toMatchObject({ data: { samples: [{ value: 1_500 }, { value: 1_600 }, { value: 1_700 }] } });
    await until('its messages in the trace', async () =>
      (await gateway.traced('SOAP 1')).some(({ action }) => action === 'StartTransaction'),
    );
  });

  it('finds the addresses it needs in each answer', () => {
    const xml = client.lastAnswer();
    expect(xml).toContain('<a:Action>/FirmwareStatusNotificationResponse</a:Action>');
    expect(xml).toContain('<a:RelatesTo>urn:uuid:7</a:RelatesTo>');
    expect(xml).toMatch(/<a:MessageID>urn:uuid:[-0-9a-f]{36}<\/a:MessageID>/);
    expect(xml).toContain(`<a:To>${WSA}/anonymous</a:To>`);
  });
});

describe('a charge point made from the WSDL', () => {
  const answers: Record<string, object> = {
    GetConfiguration: { configurationKey: [{ key: 'A', readonly: false, value: '1' }], unknownKey: ['B'] },
    GetDiagnostics: { fileName: 'f' },
    GetLocalListVersion: { listVersion: 3 },
    UpdateFirmware: {},
    UnlockConnector: { status: 'Accepted' },
  };
  const RAW: [string, object][] = [
    ['CancelReservation', { reservationId: 1 }],
    ['ChangeAvailability', { connectorId: 1, type: 'Operative' }],
    ['ChangeConfiguration', { key: 'A', value: '1' }],
    ['ClearCache', {}],
    ['DataTransfer', { vendorId: 'v', messageId: 'm', data: '<d>' }],
    ['GetConfiguration', { key: ['A', 'B'] }],
    ['GetDiagnostics', { location: 'ftp://h/', startTime: AT }],
    ['GetLocalListVersion', {}],
    ['RemoteStartTransaction', { connectorId: 1, idTag: 'A' }],
    ['RemoteStopTransaction', { transactionId: 7 }],
    ['ReserveNow', { connectorId: 1, expiryDate: AT, idTag: 'A', reservationId: 2 }],
    ['Reset', { type: 'Soft' }],
    [
      'SendLocalList',
      {
        updateType: 'Full',
        listVersion: 1,
        localAuthorisationList: [{ idTag: 'A', idTagInfo: { status: 'ConcurrentTx' } }],
        hash: 'h',
      },
    ],
    ['UnlockConnector', { connectorId: 1 }],
    ['UpdateFirmware', { location: 'ftp://h/f', retrieveDate: AT }],
  ];
  let station: WsdlServer;
  beforeAll(async () => {
    const actions = RAW.map(([action]) => action);
    station = await startWsdlServer('1.5', actions, answers);
    await post(url, envelope('SOAP 2', heartbeat, CS15, from(station.callback)));
  });
  afterAll(() => station.stop());

  it.each(RAW)('is called: %s', async (action, payload) => {
    const outcome = await gateway.command('SOAP 2', { type: 'ocpp', action, payload: { ...payload } });
    expect(outcome).toMatchObject({ status: 'accepted', response: answers[action] ?? { status: 'Accepted' } });
    // What the station understood is what was meant, type by type and in each list.
    expect(JSON.parse(JSON.stringify(station.asked.at(-1)))).toEqual([action, payload]);
  });

  it('is called in neutral words too; what 1.5 has not is unsupported, and nothing is sent', async () => {
    const before = station.asked.length;
    expect(await gateway.command('SOAP 2', { type: 'unlock', evseId: 1 })).toMatchObject({ status: 'accepted' });
    for (const [type, more] of [
      ['trigger', { message: 'boot' }],
      ['clear-charging-profile', { profileId: 1 }],
      ['get-variables', { variables: [{ component: 'C', variable: 'V' }] }],
    ] as const) {
      const outcome = await gateway.command('SOAP 2', { type, ...more } as Parameters<typeof gateway.command>[1]);
      expect([type, outcome.status]).toEqual([type, 'unsupported']);
    }
    expect(station.asked.length).toBe(before + 1);
  });

  it('is sent nowhere it may not be, and each attempt is recorded', async () => {
    for (const address of [
      'http://169.254.169.254/latest',
      'http://10.0.0.1/',
      'file:///etc/passwd',
      'http://[::1]:1/',
    ]) {
      await post(url, envelope('SOAP 3', heartbeat, CS15, from(address)));
      const outcome = await gateway.command('SOAP 3', { type: 'clear-cache' });
      expect(outcome).toMatchObject({ status: 'failed', error: { code: 'CallbackRefused' } });
    }
    await until('the refusals in the trace', async () => {
      const remarks = (await gateway.traced('SOAP 3')).flatMap(({ remarks: all }) => all ?? []);
      return remarks.filter((remark) => remark.startsWith('callback refused')).length === 4;
    });
    await until('the refusals among its security events', async () => {
      const told = (await gateway.logged()).filter(
        (event) => event.kind === 'station.security-event.reported' && event.stationId === 'SOAP 3',
      );
      const info = told.map(({ data }) => JSON.stringify(data)).join();
      return told.length === 4 && info.includes('CallbackRefused') && info.includes('http://10.0.0.1/');
    });
    await post(url, envelope('SOAP 3', heartbeat, CS15, from('http://127.0.0.1:1/')));
    expect(await gateway.command('SOAP 3', { type: 'clear-cache' })).toMatchObject({ status: 'offline' });
  });

  it('is called where its operator says, whatever it says itself, if that is allowed', async () => {
    const { admit } = gateway.decide;
    let callbackUrl = station.callback;
    gateway.decide.admit = () => ({
      ok: true,
      securityProfile: 0,
      strict: false,
      registration: 'accepted',
      callbackUrl,
    });
    try {
      await post(url, envelope('SOAP 8', heartbeat, CS15, from('http://10.0.0.1/')));
      expect(await gateway.command('SOAP 8', { type: 'clear-cache' })).toMatchObject({ status: 'accepted' });
      callbackUrl = 'http://169.254.169.254/';
      await post(url, envelope('SOAP 9', heartbeat, CS15, from(station.callback)));
      const outcome = await gateway.command('SOAP 9', { type: 'clear-cache' });
      expect(outcome).toMatchObject({ status: 'failed', error: { code: 'CallbackRefused' } });
    } finally {
      gateway.decide.admit = admit;
    }
  });

  it('that answers with a redirect is not followed', async () => {
    const redirecting = createServer((_request, response) =>
      response.writeHead(307, { Location: station.callback }).end(),
    );
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    const { port } = redirecting.address() as AddressInfo;
    const before = station.asked.length;
    await post(url, envelope('SOAP 4', heartbeat, CS15, from(`http://127.0.0.1:${port}/`)));
    expect(await gateway.command('SOAP 4', { type: 'clear-cache' })).toMatchObject({ status: 'failed' });
    expect(station.asked.length).toBe(before);
    await new Promise((resolve) => redirecting.close(resolve));
  });
});
