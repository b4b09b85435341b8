import { connect } from 'node:net';
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { readEnvelope } from '@chargebus/ocpp-rpc';
import { startGateway, type RunningGateway } from '../testing/running-gateway';
import { CS15, CS16, envelope, faultOf, heartbeat, post, soapUrl, WSA } from '../testing/soap-post';

let gateway: RunningGateway;
let url: string;
beforeAll(async () => {
  gateway = await startGateway({ SOAP: 'open', STATION_BURST: 50 });
  url = soapUrl(gateway);
});
afterAll(() => gateway.stop());

/** Writes to a socket and gives all that came until its end. */
const talk = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let all = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (data) => (all += data.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(all));
  });

describe('what stations post', () => {
  const xml = envelope('SOAP 5', heartbeat);

  it.each<[string, string | Buffer, Record<string, string>]>([
    ['gzip', gzipSync(xml), { 'Content-Encoding': 'gzip' }],
    ['deflate as HTTP means it', deflateSync(xml), { 'Content-Encoding': 'deflate' }],
    ['deflate without a header', deflateRawSync(xml), { 'Content-Encoding': 'deflate' }],
    ['chunked', xml, { 'Transfer-Encoding': 'chunked' }],
    ['chunked and gzip', gzipSync(xml), { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'gzip' }],
    ['sent after 100 Continue', xml, { Expect: '100-continue' }],
    ['text/xml', xml, { 'Content-Type': 'text/xml; charset=utf-8' }],
    ['application/soap+xml with an action', xml, { 'Content-Type': 'application/soap+xml; action="/Heartbeat"' }],
    ['of no type', xml, { 'Content-Type': '' }],
  ])('may be %s', async (_how, body, headers) => {
    const answer = await post(url, body, headers);
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('<currentTime>20') as string });
    const isText = headers['Content-Type']?.startsWith('text/xml');
    expect(answer.headers['content-type']).toBe(`${isText ? 'text/xml' : 'application/soap+xml'}; charset=utf-8`);
  });

  it('may come by HTTP/1.0, which is told an end', async () => {
    const answer = await talk(`POST /soap HTTP/1.0\r\nContent-Length: ${Buffer.byteLength(xml)}\r\n\r\n${xml}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\nConnection: close\r\n[\s\S]*<heartbeatResponse /);
    expect(answer).not.toContain('chunked');
  });

  it('is answered in gzip or deflate where the station takes them', async () => {
    const accepting = (encodings: string) => post(url, xml, { 'Accept-Encoding': encodings });
    const [gzip, deflate, none] = [
      await accepting('deflate;q=0.5, gzip'),
      await accepting('gzip;q=0, deflate'),
      await accepting('br, gzip;q=0'),
    ];
    const encodings = [gzip, deflate, none].map(({ headers }) => headers['content-encoding']);
    expect(encodings).toEqual(['gzip', 'deflate', undefined]);
    for (const text of [gunzipSync(gzip.body).toString(), inflateSync(deflate.body).toString(), none.text]) {
      expect(text).toContain('<heartbeatResponse ');
    }
  });

  it('is of the version of its namespace, and of the tenant of its path', async () => {
    for (const [path, namespace] of [
      ['/acme', CS15],
      ['/acme/', CS16],
    ] as const) {
      const answer = await post(`${url}${path}`, envelope(`SOAP 6 ${namespace}`, heartbeat, namespace));
      expect(answer.text).toContain(`<heartbeatResponse xmlns="${namespace}"><currentTime>`);
    }
    const connected = (await gateway.logged()).filter(({ tenantId }) => tenantId === 'acme');
    expect(connected).toMatchObject([
      { kind: 'station.connected', stationId: `SOAP 6 ${CS15}`, link: { ocppVersion: '1.5', transport: 'soap' } },
      { kind: 'station.connected', stationId: `SOAP 6 ${CS16}`, link: { ocppVersion: '1.6', transport: 'soap' } },
    ]);
    expect((await post(`${url}/acme/secret/more`, xml)).status).toBe(426);
  });

  it('is answered to its number; one without a number, without From and ReplyTo is answered as well', async () => {
    const { header } = readEnvelope((await post(url, xml)).text);
    expect(header).toEqual({
      action: '/HeartbeatResponse',
      messageId: expect.stringMatching(/^urn:uuid:[-0-9a-f]{36}$/) as string,
      relatesTo: 'urn:uuid:1',
      to: `${WSA}/anonymous`,
    });
    const bare = xml.replace(/<a:Action>.*?<\/a:MessageID>/, '').replace('chargeBoxIdentity ', 'ChargeBoxIdentity ');
    const answer = await post(url, bare.replace('</chargeBoxIdentity>', '</ChargeBoxIdentity>'));
    expect(answer.status).toBe(200);
    expect(readEnvelope(answer.text).header).not.toHaveProperty('relatesTo');
  });

  it('is answered once it is in the log, however long that takes, and a start that comes again is the same', async () => {
    const fields = `<connectorId>1</connectorId><idTag>A</idTag><timestamp>2025-06-01T10:00:00Z</timestamp><meterStart>5</meterStart>`;
    const start = envelope('SOAP 7', `<startTransactionRequest>${fields}</startTransactionRequest>`);
    await post(url, envelope('SOAP 7', heartbeat));
    await gateway.nats.freeze();
    const order: string[] = [];
    const answered = post(url, start).finally(() => order.push('answered'));
    await fetch(`${url}?wsdl`).finally(() => order.push('thawed'));
    gateway.nats.thaw();
    const transactionOf = ({ text }: { text: string }) => /<transactionId>(\d+)</.exec(text)?.[1];
    const transaction = transactionOf(await answered);
    expect(order).toEqual(['thawed', 'answered']);
    expect(transaction).toMatch(/^\d+$/);
    expect(transactionOf(await post(url, start))).toBe(transaction);
    const starts = (await gateway.logged()).filter(({ kind }) => kind === 'station.transaction.started');
    expect(starts).toHaveLength(1);
  });

  it('begins with the description of either version, and nothing else is got here', async () => {
    const got = async (query: string) => {
      const answer = await fetch(`${url}${query}`);
      return [answer.status, /targetNamespace="([^"]*)"/.exec(await answer.text())?.[1]];
    };
    expect(await got('?wsdl')).toEqual([200, CS15]);
    expect(await got('?wsdl=1.5')).toEqual([200, CS15]);
    expect(await got('/acme?wsdl=1.6')).toEqual([200, CS16]);
    expect(await got('?wsdl=2.0')).toEqual([404, undefined]);
    expect(await got('')).toEqual([405, undefined]);
  });
});

describe('what is no message of a station', () => {
  const of = (message: string, namespace = CS15) => envelope('X', message, namespace);
  const SENDER = ['Sender', 'ProtocolError'] as const;
  const deep = 1_000;

  it.each<[string, string | Buffer, Record<string, string>, number, readonly [string, string]]>([
    ['an entity bomb', `<!DOCTYPE a [<!ENTITY b "b">]>${of(heartbeat)}`, {}, 400, SENDER],
    [
      'nesting',
      of(`<heartbeatRequest>${'<a>'.repeat(deep)}${'</a>'.repeat(deep)}</heartbeatRequest>`),
      {},
      400,
      SENDER,
    ],
    ['nesting without an end', '<a>'.repeat(10_000), {}, 400, SENDER],
    ['a huge body', 'x'.repeat(300_000), {}, 413, SENDER],
    ['a huge body in chunks', 'x'.repeat(300_000), { 'Transfer-Encoding': 'chunked' }, 413, SENDER],
    ['a zip bomb', gzipSync(Buffer.alloc(50_000_000)), { 'Content-Encoding': 'gzip' }, 413, SENDER],
    ['no gzip', 'x', { 'Content-Encoding': 'gzip' }, 400, SENDER],
    ['another encoding', 'x', { 'Content-Encoding': 'br' }, 415, SENDER],
    ['no XML', '{"a":1}', {}, 400, SENDER],
    ['SOAP 1.1', of(heartbeat).replace('2003/05/soap-envelope', '2001/12/soap-envelope'), {}, 400, SENDER],
    ['another namespace', of(heartbeat, 'urn://other/'), {}, 400, SENDER],
    ['a message of 1.5 in the namespace of stations', of(heartbeat, 'urn://Ocpp/Cp/2012/06/'), {}, 400, SENDER],
    ['no header at all', of(heartbeat).replace(/<S:Header>.*<\/S:Header>/, ''), {}, 400, SENDER],
    ['an empty identity', envelope('', heartbeat), {}, 400, SENDER],
    ['an identity without end', envelope('X'.repeat(49), heartbeat), {}, 400, SENDER],
    ['a message without what it needs', of('<authorizeRequest></authorizeRequest>'), {}, 400, SENDER],
    ['an answer', of('<heartbeatResponse></heartbeatResponse>'), {}, 500, ['Receiver', 'NotSupported']],
    ['an unknown message', of('<fooRequest></fooRequest>'), {}, 500, ['Receiver', 'NotSupported']],
    [
      'credentials of another station',
      of(heartbeat),
      { Authorization: `Basic ${Buffer.from('Y:p').toString('base64')}` },
      400,
      ['Sender', 'IdentityMismatch'],
    ],
  ])('gets its fault: %s', async (_what, body, headers, status, fault) => {
    const answer = await post(url, body, headers);
    expect([answer.status, faultOf(answer)]).toEqual([status, fault]);
    expect(readEnvelope(answer.text).header).toMatchObject({ action: `${WSA}/fault`, to: `${WSA}/anonymous` });
  });

  it('names the request it is about, where that could be read', async () => {
    const answer = await post(url, of('<fooRequest></fooRequest>'));
    expect(readEnvelope(answer.text).header.relatesTo).toBe('urn:uuid:1');
    expect(answer.text).toContain('fooRequest is no message of OCPP 1.5');
  });

  it('leaves nothing in the log', async () => {
    const events = await gateway.logged();
    expect(events.filter(({ stationId }) => stationId === 'X').map(({ kind }) => kind)).toEqual(['station.connected']);
  });
});
