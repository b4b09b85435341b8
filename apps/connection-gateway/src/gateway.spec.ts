import { request, type IncomingMessage } from 'node:http';
import type { StationEvent } from '@chargebus/contracts';
import { PlainStation, startGateway, until, type RunningGateway } from './testing/running-gateway';

const boot = { chargePointVendor: 'Example', chargePointModel: 'One' };
const start = (more: object = {}) => ({
  connectorId: 1,
  idTag: 'CARD',
  meterStart: 10,
  timestamp: '2026-03-01T10:00:00.000Z',
  ...more,
});
const kinds = (events: StationEvent[], stationId: string): string[] =>
  events.filter((event) => event.stationId === stationId && event.kind !== 'station.seen').map(({ kind }) => kind);

describe('the gateway on a real log', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway?.stop());
  const original = { admit: (): any => undefined, boot: (): any => undefined, authorize: (): any => undefined };
  beforeAll(() => Object.assign(original, gateway.decide));
  afterEach(() => Object.assign(gateway.decide, original));
  const connect = (id: string, protocols?: string[]): Promise<PlainStation> =>
    PlainStation.connect(`${gateway.url}/${id}`, protocols);

  it('logs connected first, disconnected last, and between them what the station says in its order', async () => {
    const station = await connect('ORDER');
    await station.ask('BootNotification', boot);
    const [, , started] = await station.ask('StartTransaction', start());
    await station.ask('StopTransaction', {
      transactionId: started.transactionId,
      meterStop: 20,
      timestamp: '2026-03-01T11:00:00Z',
    });
    station.socket.close();
    await until('disconnected', async () => kinds(await gateway.logged(), 'ORDER').includes('station.disconnected'));
    expect(kinds(await gateway.logged(), 'ORDER')).toEqual([
      'station.connected',
      'station.booted',
      'station.transaction.started',
      'station.transaction.ended',
      'station.disconnected',
    ]);
  });

  it('places the connectors of a 1.6 station where its admission says, in what it reports and what it is told', async () => {
    const evseMap = { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 2 } };
    gateway.decide.admit = () => ({ ok: true, securityProfile: 0, strict: false, registration: 'accepted', evseMap });
    const station = await connect('MAPPED');
    await station.ask('StatusNotification', { connectorId: 2, errorCode: 'NoError', status: 'Available' });
    const reported = (await gateway.logged()).find(({ stationId, kind }) => {
      return stationId === 'MAPPED' && kind === 'station.connector-status.reported';
    });
    expect(reported?.data).toMatchObject({ evse: 1, connector: 2, status: 'available' });
    const unlocked = gateway.command('MAPPED', { type: 'unlock', evseId: 1, connectorId: 2 });
    const call = await station.called('UnlockConnector');
    expect(call[3]).toEqual({ connectorId: 2 });
    station.answer(call, { status: 'Unlocked' });
    expect(await unlocked).toMatchObject({ status: 'accepted' });
    gateway.decide.boot = () => ({ ok: true, status: 'accepted', intervalS: 300, evseMap: null });
    await station.ask('BootNotification', boot);
    await station.ask('StatusNotification', { connectorId: 2, errorCode: 'NoError', status: 'Faulted' });
    const after = (await gateway.logged()).filter(({ stationId }) => stationId === 'MAPPED').at(-1);
    expect(after).toMatchObject({ data: { evse: 2, connector: 1, status: 'faulted' } });
    station.socket.close();
  });

  it('answers 20 calls that were not waited for, in their order', async () => {
    const station = await connect('PIPELINE');
    const ids = Array.from({ length: 20 }, (_, i) =>
      i % 2 === 0
        ? station.send('Heartbeat', {})
        : station.send('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' }),
    );
    await until('20 answers', () => station.frames.length === 20);
    expect(station.frames.map(([, id]) => id)).toEqual(ids);
    station.socket.close();
  });

  it('answers a repeated start, on the same or another socket, with the first label and verdict', async () => {
    const first = await connect('REPEAT');
    const told = await first.ask('StartTransaction', start());
    gateway.decide.authorize = () => ({ ok: true, status: 'blocked' });
    const second = await connect('REPEAT');
    const again = await second.ask('StartTransaction', start());
    expect(again[2]).toEqual(told[2]);
    const other = await second.ask('StartTransaction', start({ meterStart: 11 }));
    expect(other[2].transactionId).not.toBe(told[2].transactionId);
    expect(other[2].idTagInfo.status).toBe('Blocked');
    await until('the older socket to be closed', () => first.closed);
    second.socket.close();
  });

  it('sends commands through to the station and takes its own calls meanwhile', async () => {
    const station = await connect('COMMAND');
    await station.ask('BootNotification', boot);
    const outcome = gateway.messaging.command(
      {
        commandId: 'c1',
        tenantId: 'default',
        stationId: 'COMMAND',
        timeoutMs: 5_000,
        command: { type: 'reset', when: 'now' },
      },
      { presenceSaysConnected: true },
    );
    const call = await until('the Reset', () => station.frames.find(([type]) => type === 2));
    expect(call.slice(2)).toEqual(['Reset', { type: expect.any(String) }]);
    expect(await station.ask('Heartbeat', {})).toMatchObject([3, expect.any(String), {}]);
    station.socket.send(JSON.stringify([3, call[1], { status: 'Accepted' }]));
    expect(await outcome).toMatchObject({ commandId: 'c1', status: 'accepted' });
    station.socket.close();
  });

  it('ends a command whose socket drops as unknown-outcome', async () => {
    const station = await connect('DROP');
    await station.ask('BootNotification', boot);
    const outcome = gateway.messaging.command(
      {
        commandId: 'c2',
        tenantId: 'default',
        stationId: 'DROP',
        timeoutMs: 5_000,
        command: { type: 'clear-cache' },
      },
      { presenceSaysConnected: true },
    );
    await until('the call', () => station.frames.find(([type]) => type === 2));
    station.socket.terminate();
    expect(await outcome).toMatchObject({ status: 'unknown-outcome' });
  });

  it('tells a station that is not accepted SecurityError, but takes its transaction messages and flags them', async () => {
    gateway.decide.admit = () => ({ ok: true, securityProfile: 0, strict: false, registration: 'pending' });
    gateway.decide.boot = () => ({ ok: true, status: 'pending', intervalS: 7 });
    const station = await connect('PENDING');
    expect((await station.ask('BootNotification', boot))[2]).toMatchObject({ status: 'Pending', interval: 7 });
    expect((await station.ask('Authorize', { idTag: 'CARD' })).slice(2, 3)).toEqual(['SecurityError']);
    expect(await station.ask('StartTransaction', start())).toMatchObject([
      3,
      expect.any(String),
      { transactionId: expect.any(Number) },
    ]);
    const started = (await gateway.logged()).find(
      (event) => event.stationId === 'PENDING' && event.kind === 'station.transaction.started',
    );
    expect(started).toMatchObject({ remarks: expect.arrayContaining(['not-accepted']) });
    station.socket.close();
  });

  it('asks a station that never booted here to boot, and takes one that cannot as accepted', async () => {
    gateway.decide.admit = () => ({ ok: true, securityProfile: 0, strict: false });
    const station = await connect('MIGRATED');
    expect((await station.ask('Authorize', { idTag: 'CARD' })).slice(2, 3)).toEqual(['SecurityError']);
    const trigger = await until('the trigger', () => station.frames.find(([type]) => type === 2));
    expect(trigger.slice(2)).toEqual(['TriggerMessage', { requestedMessage: 'BootNotification' }]);
    station.socket.send(JSON.stringify([4, trigger[1], 'NotImplemented', '', {}]));
    await until('to be accepted', async () => (await station.ask('Authorize', { idTag: 'CARD' }))[0] === 3);
    station.socket.close();
  });

  it.each([
    ['unknown-station', 404],
    ['bad-credentials', 401],
    ['disabled', 403],
  ] as const)('refuses %s with HTTP %i before any socket', async (reason, status) => {
    gateway.decide.admit = () => ({ ok: false, reason });
    await expect(connect('REFUSED')).rejects.toThrow(String(status));
  });

  it('closes a station that offers no version, with the reason', async () => {
    const station = await connect('VERSION', []);
    const { code, reason } = await until('the close', () => station.closed);
    expect([code, reason]).toEqual([1002, 'no common OCPP version; offered: none']);
  });

  it('completes the handshake without a subprotocol for a station that offers only others', async () => {
    const { hostname, port } = new URL(gateway.url);
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Protocol': 'ocpp1.2, mqtt',
    };
    const [response, text] = await new Promise<[IncomingMessage, string]>((resolve, reject) => {
      const call = request({ hostname, port, path: '/ocpp/VERSION', headers });
      call.on('error', reject).on('upgrade', (answer, socket, head) => {
        let data = head.toString('latin1');
        socket.on('data', (chunk: Buffer) => (data += chunk.toString('latin1')));
        socket.on('close', () => resolve([answer, data])).on('end', () => socket.end());
        socket.resume();
        setTimeout(() => socket.destroy(), 500);
      });
      call.end();
    });
    expect([response.statusCode, response.headers['sec-websocket-protocol']]).toEqual([101, undefined]);
    expect(text).toContain('no common OCPP version; offered: ocpp1.2, mqtt');
  });

  it('goes on by what it last knew while the services that decide are away', async () => {
    const station = await connect('OUTAGE');
    await station.ask('BootNotification', boot);
    await station.ask('Authorize', { idTag: 'KNOWN' });
    gateway.decide.authorize = () => ({ ok: true, status: 'blocked' });
    await station.ask('Authorize', { idTag: 'BAD' });
    gateway.decide.admit = gateway.decide.boot = gateway.decide.authorize = () => undefined;

    expect((await station.ask('Authorize', { idTag: 'known' }))[2]).toEqual({ idTagInfo: { status: 'Accepted' } });
    expect((await station.ask('Authorize', { idTag: 'BAD' }))[2]).toEqual({ idTagInfo: { status: 'Blocked' } });
    const [type, , started] = await station.ask('StartTransaction', start({ idTag: 'NEVER-SEEN' }));
    expect([type, started.idTagInfo.status]).toEqual([3, 'Invalid']);
    expect(started.transactionId).toBeGreaterThan(0);
    const again = await connect('OUTAGE');
    expect((await again.ask('BootNotification', boot))[2]).toMatchObject({ status: 'Accepted', interval: 300 });
    await expect(connect('NEVER-ADMITTED')).rejects.toThrow('503');
    const logged = (await gateway.logged()).filter(({ stationId }) => stationId === 'OUTAGE');
    expect(logged).toContainEqual(
      expect.objectContaining({
        kind: 'station.transaction.started',
        data: expect.objectContaining({ verdict: expect.objectContaining({ decidedBy: 'policy', status: 'unknown' }) }),
      }),
    );
    again.socket.close();
  });

  it('tells when stations were last heard, without a record for each heartbeat', async () => {
    const station = await connect('SEEN');
    for (let i = 0; i < 10; i++) await station.ask('Heartbeat', {});
    await until('station.seen', async () =>
      (await gateway.logged()).some(
        (event) => event.kind === 'station.seen' && event.data.seen.some(({ stationId }) => stationId === 'SEEN'),
      ),
    );
    expect(kinds(await gateway.logged(), 'SEEN')).toEqual(['station.connected']);
    station.socket.close();
  });
});

describe('the gateway without its log', () => {
  it('answers nothing that is not in the log, and everything once it is', async () => {
    const gateway = await startGateway();
    try {
      const station = await PlainStation.connect(`${gateway.url}/STILL`);
      await station.ask('BootNotification', boot);
      await gateway.nats.freeze();
      const id = station.send('StartTransaction', start());
      await new Promise((resolve) => setTimeout(resolve, 1_500)); // a stopped server gives no sign to wait for
      expect(station.answerTo(id)).toBeUndefined();
      gateway.nats.thaw();
      const answer = await until('the answer', () => station.answerTo(id));
      expect(answer).toMatchObject([3, id, { transactionId: expect.any(Number) }]);
      const starts = kinds(await gateway.logged(), 'STILL').filter((kind) => kind === 'station.transaction.started');
      expect(starts.length).toBe(1);
      station.socket.close();
    } finally {
      await gateway.stop();
    }
  });
});
