import { asks, type AskRequest } from '@chargebus/contracts';
import { WebSocket } from 'ws';
import { knock, RawSocket } from './testing/knock';
import { PlainStation, startGateway, until, type RunningGateway } from './testing/running-gateway';

const boot16 = { chargePointVendor: 'Example', chargePointModel: 'One' };
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
type Admit = AskRequest<typeof asks.admit>;

describe('the station port', () => {
  let gateway: RunningGateway;
  const admits: Admit[] = [];
  const open: PlainStation[] = [];
  beforeAll(async () => {
    gateway = await startGateway({
      ...{ MAX_FRAME_BYTES: 65_536, PING_INTERVAL_S: 1, TRUSTED_PROXIES: '127.0.0.0/8' },
      ...{ FRAME_RATE: 100, FRAME_BURST: 50 },
    });
  });
  afterAll(() => gateway?.stop());
  const letIn = { ok: true, securityProfile: 0, strict: false, registration: 'accepted' } as const;
  beforeEach(() => {
    gateway.decide.admit = (request) => {
      admits.push(request);
      return letIn;
    };
  });
  afterEach(() => {
    for (const { socket } of open.splice(0)) socket.terminate();
  });
  const connect = async (id: string, protocols?: string[]): Promise<PlainStation> => {
    const station = await PlainStation.connect(`${gateway.url}/${id}`, protocols);
    open.push(station);
    return station;
  };
  const remarksOf = async (stationId: string): Promise<string[]> => {
    const { entries } = await gateway.messaging.readTrace({ tenantId: 'default', stationId, limit: 50 });
    return entries.flatMap(({ remarks }) => remarks ?? []);
  };

  it('TC_088_CSMS speaks the version that each connection agrees on, another one after a reconnect', async () => {
    const old = await connect('TWO-WAYS', ['ocpp1.6']);
    expect((await old.ask('BootNotification', boot16))[2]).toMatchObject({ status: 'Accepted' });
    const updated = await connect('TWO-WAYS', ['ocpp2.0.1', 'ocpp1.6']);
    expect(updated.socket.protocol).toBe('ocpp2.0.1');
    const boot201 = { reason: 'FirmwareUpdate', chargingStation: { vendorName: 'Example', model: 'One' } };
    expect((await updated.ask('BootNotification', boot201))[2]).toMatchObject({ status: 'Accepted' });
    const back = await connect('TWO-WAYS', ['ocpp9.9', 'ocpp1.6', 'ocpp2.0.1']);
    expect(back.socket.protocol).toBe('ocpp1.6');
  });

  it('reads a station that floods it more slowly, and answers all that it sent, in order', async () => {
    const station = await connect('FLOOD');
    const data = 'x'.repeat(4_000);
    const ids = Array.from({ length: 150 }, () => station.send('DataTransfer', { vendorId: 'Example', data }));
    await until('the last answer', () => station.answerTo(ids.at(-1)!));
    expect(station.frames.filter(([type]) => type !== 2).map(([type, id]) => [type, id])).toEqual(
      ids.map((id) => [3, id]),
    );
    expect(station.closed).toBeUndefined();
  });

  it('tells in the trace why a station without a common version was closed', async () => {
    const station = await connect('NO-VERSION', []);
    await until('the close', () => station.closed);
    await until('the reason', async () =>
      (await remarksOf('NO-VERSION')).includes('no common OCPP version; offered: none'),
    );
  });

  it('assumes the version that its registry says of a station that offers none', async () => {
    gateway.decide.admit = () => ({ ...letIn, assumeVersion: '1.6' });
    const station = await connect('ASSUMED', []);
    expect(station.socket.protocol).toBe('');
    expect((await station.ask('BootNotification', boot16))[2]).toMatchObject({ status: 'Accepted' });
  });

  it.each([
    ['RDAM%20123', 'RDAM 123'],
    ['RDAM%7C123', 'RDAM|123'],
    ['100%2525', '100%25'],
    ['%E2%82%AC', '€'],
    ['a%2Fb', 'a/b'],
  ])('decodes the identity %s once', async (path, stationId) => {
    expect((await knock(`${gateway.url}/${path}`)).status).toBe(101);
    expect(admits.at(-1)).toMatchObject({ tenantId: 'default', stationId });
  });

  it.each(['100%', '%E0%A4%A', 'bell%07', 'x'.repeat(49)])('refuses the identity %s', async (path) => {
    const asked = admits.length;
    expect((await knock(`${gateway.url}/${path}`)).status).toBe(400);
    expect(admits.length).toBe(asked);
  });

  it('TC_A_02_CSMS TC_A_03_CSMS answers 404 to a stranger and 401, with what it wants, to wrong credentials', async () => {
    gateway.decide.admit = () => ({ ok: false, reason: 'unknown-station' });
    expect(await knock(`${gateway.url}/NOBODY`)).toMatchObject({ status: 404, text: 'unknown station' });
    gateway.decide.admit = () => ({ ok: false, reason: 'bad-credentials' });
    const refused = await knock(`${gateway.url}/WRONG`);
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Basic realm="ocpp", charset="UTF-8"']);
    await until('its trace', async () => (await remarksOf('WRONG')).includes('refused with HTTP 401: bad credentials'));
    expect(await remarksOf('NOBODY')).toEqual([]);
  });

  it('answers plain HTTP with what it expects instead', async () => {
    const answer = await fetch(gateway.url.replace('ws:', 'http:'));
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
  });

  it('pings, is pinged, counts any frame as life, and drops a silent peer after two intervals and 5 s', async () => {
    const silent = await RawSocket.open(gateway.url);
    silent.upgrade('/ocpp/SILENT');
    const talking = new WebSocket(`${gateway.url}/TALKING`, ['ocpp1.6'], { autoPong: false });
    const pings: number[] = [];
    talking.on('ping', () => pings.push(performance.now()));
    await new Promise((resolve) => talking.once('open', resolve));
    const ponged = new Promise((resolve) => talking.once('pong', resolve));
    talking.ping();
    await ponged;
    const beat = setInterval(() => talking.send('[2,"h","Heartbeat",{}]'), 500);
    const since = performance.now();
    const gone = async (id: string): Promise<boolean> =>
      (await gateway.logged()).some((event) => event.kind === 'station.disconnected' && event.stationId === id);
    try {
      await until('the end of the silent one', () => silent.closedAt);
      expect((silent.closedAt ?? 0) - since).toBeGreaterThan(5_000);
      expect((silent.closedAt ?? 0) - since).toBeLessThan(30_000);
      await until('its disconnected', () => gone('SILENT'));
      expect(pings.length).toBeGreaterThan(4);
      expect(talking.readyState).toBe(WebSocket.OPEN);
      expect(await gone('TALKING')).toBe(false);
    } finally {
      clearInterval(beat);
      talking.terminate();
    }
  });

  it('takes frames up to the limit and closes with 1009 beyond it', async () => {
    const station = await connect('LONG');
    const padded = (length: number): string => `[2,"long","Heartbeat",{}]${' '.repeat(length - 25)}`;
    station.socket.send(padded(65_536));
    await until('the answer', () => station.answerTo('long'));
    station.socket.send(padded(65_537));
    expect(await until('the close', () => station.closed)).toMatchObject({ code: 1009 });
  });

  describe('permessage-deflate', () => {
    it('is agreed on with 2.x stations that offer it, and used for long frames', async () => {
      const station = await connect('DEFLATE', ['ocpp2.0.1']);
      expect(station.socket.extensions).toContain('permessage-deflate');
      const answer = await station.ask('DataTransfer', { vendorId: 'none', data: 'x'.repeat(40_000) });
      expect(answer[0]).toBe(3);
    });

    it('is left out for those that do not offer it, and for 1.6 stations in any case', async () => {
      const plain = await knock(`${gateway.url}/NONE`, { 'Sec-WebSocket-Protocol': 'ocpp2.0.1' });
      expect([plain.status, plain.headers['sec-websocket-extensions']]).toEqual([101, undefined]);
      const old = await connect('DEFLATE-16', ['ocpp1.6']);
      expect(old.socket.extensions).toBe('');
    });

    it('keeps no memory between frames, and no frame grows beyond the limit when it is inflated', async () => {
      const headers = { 'Sec-WebSocket-Protocol': 'ocpp2.0.1', 'Sec-WebSocket-Extensions': 'permessage-deflate' };
      const agreed = (await knock(`${gateway.url}/AGREED`, headers)).headers['sec-websocket-extensions'];
      expect(agreed).toContain('server_no_context_takeover');
      expect(agreed).toContain('client_no_context_takeover');
      const bomber = await connect('BOMB', ['ocpp2.0.1']);
      bomber.socket.send(`[2,"b","Heartbeat",{}]${' '.repeat(5_000_000)}`);
      expect(await until('the close', () => bomber.closed)).toMatchObject({ code: 1009 });
    });
  });

  it('believes the address that a trusted proxy gives', async () => {
    await knock(`${gateway.url}/PROXIED`, { 'X-Forwarded-For': '198.51.100.1, 203.0.113.9' });
    expect(admits.at(-1)).toMatchObject({ remoteAddress: '203.0.113.9', tls: false });
    await knock(`${gateway.url}/PROXIED`, { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'https' });
    expect(admits.at(-1)).toMatchObject({ remoteAddress: '203.0.113.9', tls: true });
  });

  it('ends the link of a station that its registry wants disconnected, with the reason', async () => {
    const station = await connect('UNWANTED');
    await station.ask('StatusNotification', status);
    const command = { type: 'disconnect' as const, reason: 'the station is disabled' };
    const request = { commandId: 'd1', tenantId: 'default', stationId: 'UNWANTED', timeoutMs: 2_000, command };
    const outcome = await gateway.messaging.command(request, { presenceSaysConnected: true });
    expect(outcome).toMatchObject({ commandId: 'd1', status: 'accepted' });
    const closed = await until('the close', () => station.closed);
    expect(closed).toEqual({ code: 1008, reason: 'the station is disabled' });
  });
});
