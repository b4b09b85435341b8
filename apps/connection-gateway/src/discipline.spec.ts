import { Exchange } from '@chargebus/ocpp-rpc';
import { PlainStation, startGateway, until, type RunningGateway } from './testing/running-gateway';

const start = { connectorId: 1, idTag: 'CARD', meterStart: 10, timestamp: '2026-03-01T10:00:00.000Z' };
const boot16 = { chargePointVendor: 'Example', chargePointModel: 'One' };
const boot2x = { reason: 'PowerUp', chargingStation: { vendorName: 'Example', model: 'Two' } };

describe('the call discipline, with a station on a plain socket', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway?.stop());
  const original = { boot: (): any => undefined, authorize: (): any => undefined };
  beforeAll(() => Object.assign(original, gateway.decide));
  const open: PlainStation[] = [];
  afterEach(() => {
    Object.assign(gateway.decide, original);
    for (const { socket } of open.splice(0)) socket.terminate();
  });
  const connect = async (id: string, subprotocol = 'ocpp1.6'): Promise<PlainStation> => {
    const station = await PlainStation.connect(`${gateway.url}/${id}`, [subprotocol]);
    open.push(station);
    await station.ask('BootNotification', subprotocol === 'ocpp1.6' ? boot16 : boot2x);
    return station;
  };
  const remarksOf = async (stationId: string): Promise<(string[] | undefined)[]> =>
    (await gateway.traced(stationId)).filter(({ direction }) => direction === 'in').map(({ remarks }) => remarks);

  it('keeps one call outstanding and sends the others first come first served', async () => {
    const station = await connect('FIFO');
    const keys = ['A', 'B', 'C', 'D'];
    const outcomes = [];
    for (const key of keys) {
      outcomes.push(gateway.command('FIFO', { type: 'get-configuration', keys: [key] }));
      await gateway.messaging.nc.flush();
    }
    for (let n = 1; n <= keys.length; n++) {
      const call = await station.called('GetConfiguration', n);
      await station.caughtUp();
      expect(station.calls()).toHaveLength(n);
      station.answer(call, { configurationKey: [] });
    }
    expect((await Promise.all(outcomes)).map(({ status }) => status)).toEqual(keys.map(() => 'accepted'));
    expect(
      station
        .calls()
        .map(([, , , payload]) => payload.key[0])
        .sort(),
    ).toEqual(keys);
  });

  it('gives each call its own time, and takes neither a late nor an unknown answer for that of another call', async () => {
    const station = await connect('LATE');
    const slow = gateway.command('LATE', { type: 'clear-cache' }, 300);
    const first = await station.called('ClearCache');
    const next = gateway.command('LATE', { type: 'reset', when: 'now' });
    expect((await slow).status).toBe('timeout');
    const second = await station.called('Reset');
    station.answer(first, { status: 'Accepted' });
    station.socket.send('[3,"nobody-asked",{"status":"Accepted"}]');
    station.socket.send('[4,"nobody-asked","InternalError","",{}]');
    await station.caughtUp();
    station.answer(second, { status: 'Rejected' });
    expect((await next).status).toBe('rejected');
    const remarks = await until('the trace', async () => {
      const traced = (await remarksOf('LATE')).flat().filter(Boolean);
      return traced.length === 3 && traced;
    });
    expect(remarks).toEqual(['late-answer', 'unknown-answer', 'unknown-answer']);
  });

  it("ends a command with the code of the station's CALLERROR, also one nobody has heard of", async () => {
    const station = await connect('ERRORS');
    const codes = ['NotImplemented', 'InternalError', 'OccurenceConstraintViolation', 'MadeUp'];
    for (const [n, code] of codes.entries()) {
      const outcome = gateway.command('ERRORS', { type: 'clear-cache' });
      const call = await station.called('ClearCache', n + 1);
      station.socket.send(JSON.stringify([4, call[1], code, 'why', { detail: n }]));
      expect(await outcome).toMatchObject({
        status: code === 'NotImplemented' ? 'unsupported' : 'failed',
        error: { code, description: 'why', details: { detail: n } },
      });
    }
  });

  it.each([
    ['ocpp1.6', 'FormationViolation'],
    ['ocpp2.0.1', 'FormatViolation'],
  ])('ends a %s command whose answer cannot be read, and never answers that answer', async (subprotocol, code) => {
    const id = `ODD-${subprotocol}`;
    const station = await connect(id, subprotocol);
    const before = station.frames.length;
    const outcome = gateway.command(id, { type: 'clear-cache' });
    const call = await station.called('ClearCache');
    station.socket.send(`[3,"${call[1]}",["Accepted"]]`);
    expect(await outcome).toMatchObject({ status: 'failed', error: { code } });
    await station.caughtUp();
    expect(station.frames.slice(before).map(([type]) => type)).toEqual([2, 3]);
  });

  it('logs with a start the session that was asked for, which is no part of what it knows of the token from then on', async () => {
    const station = await connect('ASKED');
    gateway.decide.authorize = () => ({ ok: true, status: 'accepted', sessionId: 'asked-for' });
    await station.ask('StartTransaction', start);
    gateway.decide.authorize = () => undefined;
    await station.ask('StartTransaction', { ...start, meterStart: start.meterStart + 1 });
    const events = (await gateway.logged()).filter(({ stationId }) => stationId === 'ASKED');
    const verdicts = events.flatMap((event) =>
      event.kind === 'station.transaction.started' ? [event.data.verdict] : [],
    );
    expect(verdicts).toEqual([
      { status: 'accepted', decidedBy: 'service', sessionId: 'asked-for' },
      { status: 'accepted', decidedBy: 'last-known' },
    ]);
  });

  it('handles a call once that is repeated before its answer, and answers each of them with that answer', async () => {
    const station = await connect('REPEATED');
    let asked = 0;
    gateway.decide.authorize = () => {
      asked++;
      return { ok: true, status: 'accepted' };
    };
    for (let n = 0; n < 3; n++) station.send('StartTransaction', start, 'same');
    await station.caughtUp();
    const answers = station.frames.filter(([type, id]) => type === 3 && id === 'same');
    expect(answers).toHaveLength(3);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(asked).toBe(1);
    const logged = (await gateway.logged()).filter(({ stationId }) => stationId === 'REPEATED');
    expect(logged.filter(({ kind }) => kind === 'station.transaction.started')).toHaveLength(1);
  });

  it('asks anew for each BootNotification and answers each Heartbeat, also under one id', async () => {
    const station = await connect('NEVER-REPLAYED');
    const intervals = [11, 22];
    gateway.decide.boot = () => ({ ok: true, status: 'accepted', intervalS: intervals.shift() ?? 0 });
    for (let n = 0; n < 2; n++) station.send('BootNotification', boot16, 'boot');
    for (let n = 0; n < 2; n++) station.send('Heartbeat', {}, 'beat');
    await station.caughtUp();
    const boots = station.frames.filter(([type, id]) => type === 3 && id === 'boot');
    expect(boots.map(([, , { interval }]) => interval)).toEqual([11, 22]);
    expect(station.frames.filter(([type, id]) => type === 3 && id === 'beat')).toHaveLength(2);
  });

  it('remembers no call across sockets: ids begin anew when a station reboots', async () => {
    const verdicts = ['accepted', 'blocked'] as const;
    let asked = 0;
    gateway.decide.authorize = () => ({ ok: true, status: verdicts[asked++] ?? 'invalid' });
    for (const status of ['Accepted', 'Blocked']) {
      const station = await connect('REBOOTED');
      station.send('Authorize', { idTag: 'CARD' }, '1');
      const answer = await until('the verdict', () => station.answerTo('1'));
      expect(answer[2]).toEqual({ idTagInfo: { status } });
    }
    expect(asked).toBe(2);
  });

  it('closes the socket of a station whose frame cannot be handled, and goes on with all others', async () => {
    const [unlucky, other] = [await connect('CP-BUG'), await connect('CP-BESIDE')];
    const broken = jest.spyOn(Exchange.prototype, 'receive').mockImplementationOnce(() => {
      throw new TypeError('a bug');
    });
    unlucky.send('Heartbeat', {});
    expect(await until('the close', () => unlucky.closed)).toMatchObject({ code: 1011 });
    broken.mockRestore();
    expect(await other.ask('Heartbeat', {})).toMatchObject([3, expect.any(String), {}]);
  });

  describe('odd frames', () => {
    const unreadable = [4, '-1', 'RpcFrameworkError'];
    const malformed16 = (id: unknown) => [4, id, 'FormationViolation'];
    const malformed2x = (id: unknown) => [4, id, 'FormatViolation'];
    const beat = (id: unknown) => [3, id, expect.objectContaining({ currentTime: expect.any(String) })];
    const long = 'x'.repeat(100);
    /** What is sent, and what the station gets for it in each version. */
    const FRAMES: [frame: string | Buffer, in16: unknown, in201: unknown, in21: unknown][] = [
      ['', undefined, undefined, undefined],
      ['   ', undefined, undefined, undefined],
      ['{}', undefined, unreadable, unreadable],
      ['null', undefined, unreadable, unreadable],
      ['[]', undefined, [4, '-1', 'MessageTypeNotSupported'], undefined],
      ['hello', undefined, unreadable, unreadable],
      ['[2,"null","Heartbeat",null]', beat('null'), beat('null'), beat('null')],
      ['[2,4711,"Heartbeat",{}]', beat(4711), beat(4711), beat(4711)],
      [`[2,"${long}","Heartbeat",{}]`, beat(long), beat(long), beat(long)],
      [`[2,"${long.repeat(3)}","Heartbeat",{}]`, undefined, unreadable, unreadable],
      [Buffer.from('[2,"binary","Heartbeat",{}]'), beat('binary'), beat('binary'), beat('binary')],
      [Buffer.from([0xff, 0xfe, 0x00]), undefined, undefined, undefined],
      ['[7,"type","Heartbeat",{}]', undefined, [4, 'type', 'MessageTypeNotSupported'], undefined],
      ['[6,"send","Heartbeat",{}]', undefined, [4, 'send', 'MessageTypeNotSupported'], undefined],
      ['[2,"cut","Heartbeat",{', malformed16('cut'), malformed2x('cut'), malformed2x('cut')],
      ['[2,"list","Heartbeat",[]]', malformed16('list'), malformed2x('list'), malformed2x('list')],
      ['[3,"cut",{"status":', undefined, undefined, undefined],
      ['[5,"any","GenericError","",{}]', undefined, [4, 'any', 'MessageTypeNotSupported'], undefined],
      ['\ufeff[2,"bom","Heartbeat",{}]\u0000', beat('bom'), beat('bom'), beat('bom')],
    ];

    it.each([
      ['ocpp1.6', 1],
      ['ocpp2.0.1', 2],
      ['ocpp2.1', 3],
    ] as const)(
      'are answered or ignored as %s has it, traced all of them, and the socket stays',
      async (version, column) => {
        const id = `FRAMES-${version}`;
        const station = await connect(id, version);
        for (const row of FRAMES) {
          const before = station.frames.length;
          station.socket.send(row[0]);
          await station.caughtUp();
          const answers = station.frames.slice(before, -1).map((frame) => frame.slice(0, 3));
          expect([row[0], ...answers]).toEqual([row[0], ...(row[column] === undefined ? [] : [row[column]])]);
        }
        expect(station.closed).toBeUndefined();
        // All but the SEND, which is no oddity in 2.1.
        const remarked = FRAMES.length - (version === 'ocpp2.1' ? 1 : 0);
        await until('the trace', async () => (await remarksOf(id)).filter(Boolean).length === remarked);
      },
    );
  });

  describe('what OCPP 2.1 adds', () => {
    it('logs a SEND and answers it with nothing, in the order of the station', async () => {
      const station = await connect('SEND', 'ocpp2.1');
      const before = station.frames.length;
      const stream = { id: 1, pending: 0, basetime: '2026-03-01T10:00:00Z', data: [{ t: 0, v: '1' }] };
      station.socket.send(JSON.stringify([6, 's1', 'NotifyPeriodicEventStream', stream]));
      await station.caughtUp();
      expect(station.frames.slice(before)).toHaveLength(1);
      const logged = (await gateway.logged()).filter(({ stationId }) => stationId === 'SEND');
      expect(logged).toContainEqual(
        expect.objectContaining({
          kind: 'station.message.reported',
          data: { action: 'NotifyPeriodicEventStream', payload: stream },
        }),
      );
    });

    it('takes a CALLRESULTERROR without an answer, and sends one where an answer cannot be read', async () => {
      const station = await connect('RESULT-ERROR', 'ocpp2.1');
      const beat = await station.ask('Heartbeat', {});
      const before = station.frames.length;
      station.socket.send(JSON.stringify([5, beat[1], 'FormatViolation', 'what?', {}]));
      const outcome = gateway.command('RESULT-ERROR', { type: 'clear-cache' });
      const call = await station.called('ClearCache');
      station.socket.send(`[3,"${call[1]}","Accepted"]`);
      expect(await outcome).toMatchObject({ status: 'failed', error: { code: 'FormatViolation' } });
      await station.caughtUp();
      const frames = station.frames.slice(before);
      expect(frames.map(([type]) => type)).toEqual([2, 5, 3]);
      expect(frames[1].slice(0, 3)).toEqual([5, call[1], 'FormatViolation']);
      const traced = await until('the trace', async () =>
        (await gateway.traced('RESULT-ERROR')).find(({ remarks }) => remarks?.includes('answer-refused')),
      );
      expect(traced.action).toBe('Heartbeat');
    });
  });
});
