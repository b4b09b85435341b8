import { STATION_STREAM, type StationEvent, type TraceEntry } from '@chargebus/contracts';
import { AT, FRAME_REMARKS, frameOf, type Quirk } from './testing/quirk';
import { quirks16 } from './testing/quirks-16';
import { quirks2x } from './testing/quirks-2x';
import { PlainStation, startGateway, until, type RunningGateway } from './testing/running-gateway';

const VERSIONS = {
  'ocpp1.6': quirks16,
  'ocpp2.0.1': quirks2x({ vendorName: 'Example', model: 'Two' }),
  'ocpp2.1': quirks2x({ vendorName: 'Another', model: 'Three' }),
} as const;
/** What a message of a station left in the log. */
type ReportedEvent = Extract<StationEvent, { remarks?: string[] | undefined }>;
type Subprotocol = keyof typeof VERSIONS;
const METRIC = 'chargebus_gateway_remarks_total';
/** What the right answer to each action has, unless its quirk says otherwise. */
const ANSWERS: Record<string, object> = {
  BootNotification: { status: 'Accepted', interval: 300, currentTime: expect.any(String) },
  StartTransaction: { transactionId: expect.any(Number), idTagInfo: { status: 'Accepted' } },
};
const malformed = (subprotocol: Subprotocol): string =>
  subprotocol === 'ocpp1.6' ? 'FormationViolation' : 'FormatViolation';
const bootOf = (subprotocol: Subprotocol, model: string): object =>
  subprotocol === 'ocpp1.6'
    ? { chargePointVendor: 'Example', chargePointModel: model }
    : { reason: 'PowerUp', chargingStation: { vendorName: 'Example', model } };

describe('what a gateway forgives, with a station on a plain socket', () => {
  let gateway: RunningGateway;
  let log: Awaited<ReturnType<RunningGateway['messaging']['nc']['jetstreamManager']>>;
  const open: PlainStation[] = [];
  beforeAll(async () => {
    gateway = await startGateway();
    log = await gateway.messaging.nc.jetstreamManager({ timeout: 30_000 });
    gateway.decide.admit = ({ stationId }) => ({
      ok: true,
      securityProfile: 0,
      strict: stationId.startsWith('S'),
      registration: 'accepted',
      ...(!stationId.endsWith('UTC') && { timeZone: 'Europe/Berlin' }),
    });
  });
  afterAll(() => gateway?.stop());
  afterEach(async () => {
    for (const { socket } of open.splice(0)) socket.terminate();
    // Each test reads the whole log: what earlier ones left would make them slower and slower.
    await log.streams.purge(STATION_STREAM);
  });

  /** A station that booted as the model of its id, by which what it does wrong is counted. */
  const connect = async (id: string, subprotocol: Subprotocol = 'ocpp1.6'): Promise<PlainStation> => {
    const station = await PlainStation.connect(`${gateway.url}/${id}`, [subprotocol]);
    open.push(station);
    await station.ask('BootNotification', bootOf(subprotocol, id));
    return station;
  };
  const exchange = async (station: PlainStation, frame: string): Promise<any> => {
    station.socket.send(frame);
    return until('the answer', () => station.answerTo('q'));
  };
  /** What the station reported after it had booted. */
  const eventsOf = async (id: string, logged?: readonly StationEvent[]): Promise<ReportedEvent[]> =>
    (logged ?? (await gateway.logged()))
      .filter((event): event is ReportedEvent => event.stationId === id && !/seen|connected/.test(event.kind))
      .slice(1);
  /** The frames after those of the boot, once the answer is among them. */
  const tracedOf = async (id: string): Promise<TraceEntry[]> =>
    (
      await until('the trace', async () => {
        const entries = await gateway.traced(id);
        return entries.length >= 4 && entries;
      })
    ).slice(2);
  const remarksOf = (entries: readonly TraceEntry[]): string[] =>
    entries.flatMap(({ remarks }) => remarks ?? []).sort();

  /** Lets stations say one frame each, all at the same time: traces travel 200 ms after what they tell of. */
  const play = async (subprotocol: Subprotocol, frames: readonly { id: string; frame: string }[]) => {
    const played = await Promise.all(
      frames.map(async ({ id, frame }) => {
        const station = await connect(id, subprotocol);
        const answer = await exchange(station, frame);
        const traced = await tracedOf(id);
        return { id, answer, traced, alive: (await station.ask('Heartbeat', {}))[0] === 3 };
      }),
    );
    const logged = await gateway.logged();
    const whole = played.map(async (one) => [one.id, { ...one, events: await eventsOf(one.id, logged) }] as const);
    return new Map(await Promise.all(whole));
  };

  describe.each(Object.entries(VERSIONS) as [Subprotocol, readonly Quirk[]][])('%s', (subprotocol, quirks) => {
    const numbered = quirks.map((quirk, n) => ({ ...quirk, id: `${subprotocol.slice(4)}-${n}` }));

    let played: Awaited<ReturnType<typeof play>>;
    beforeAll(async () => {
      const strict = numbered.map(({ id, frame }) => ({ id: `S${id}`, frame }));
      played = await play(subprotocol, [...numbered, ...strict]);
    });

    it.each(numbered)('takes $title', async ({ id, action, frame, remarks, answer, event }) => {
      const { answer: got, traced, events } = played.get(id)!;
      expect(got).toEqual([3, 'q', expect.objectContaining({ ...ANSWERS[action], ...answer })]);
      expect(traced[0]).toMatchObject({ direction: 'in', frame });
      expect(remarksOf(traced)).toEqual([...remarks].sort());
      const logged = events.find(({ kind }) => kind === event.kind);
      expect(logged).toMatchObject(event);
      const inEvent = remarks.filter((remark) => !FRAME_REMARKS.includes(remark));
      expect([...(logged?.remarks ?? [])].sort()).toEqual(inEvent.sort());
      const product =
        logged?.kind === 'station.booted'
          ? { vendor: logged.data.vendor ?? 'unknown', model: logged.data.model ?? 'unknown' }
          : { vendor: 'Example', model: id };
      for (const remark of remarks) expect(await gateway.metric(METRIC, { remark, ...product })).toBe(1);
    });

    it.each(numbered.filter(({ strict }) => strict !== undefined))(
      'refuses a strict station $title, with $strict, and goes on with it',
      ({ id, strict }) => {
        const { answer, traced, events, alive } = played.get(`S${id}`)!;
        expect(answer.slice(0, 3)).toEqual([4, 'q', strict]);
        expect(remarksOf(traced)).toEqual(['schema-fault']);
        expect({ events, alive }).toEqual({ events: [], alive: true });
      },
    );

    it.each(numbered.filter(({ strict }) => strict === undefined))(
      'takes from a strict station what the schema allows: $title',
      ({ id, event }) => {
        const { answer, events } = played.get(`S${id}`)!;
        expect(answer.slice(0, 2)).toEqual([3, 'q']);
        expect(events.map(({ kind }) => kind)).toContain(event.kind);
      },
    );

    it.each([
      ['cut off', (frame: string) => frame.slice(0, -9)],
      ['with a comma too many', (frame: string) => frame.replace('}]', ',}]')],
      ['with a member that has no value', (frame: string) => frame.replace('}]', ',"transactionId":,}]')],
    ])('traces and survives JSON that is %s', async (what, spoil) => {
      const id = `${subprotocol.slice(4)}-${what.replaceAll(' ', '-')}`;
      const station = await connect(id, subprotocol);
      const broken = spoil(frameOf('DataTransfer', { vendorId: 'v', data: 'some data' }));
      expect((await exchange(station, broken)).slice(0, 3)).toEqual([4, 'q', malformed(subprotocol)]);
      const traced = await tracedOf(id);
      expect(traced[0]).toMatchObject({ direction: 'in', frame: broken, remarks: ['unreadable-frame'] });
      expect(await gateway.metric(METRIC, { remark: 'unreadable-frame', vendor: 'Example', model: id })).toBe(1);
      expect((await station.ask('Heartbeat', {}))[0]).toBe(3);
    });
  });

  it('takes a time without a zone as UTC where nobody knows the zone of the station', async () => {
    const station = await connect('NO-ZONE-UTC');
    const payload = { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: '2026-03-01T11:00:00' };
    await exchange(station, frameOf('StatusNotification', payload));
    expect(await eventsOf('NO-ZONE-UTC')).toMatchObject([{ stationTime: '2026-03-01T11:00:00.000Z' }]);
  });

  it('takes message ids that begin anew after a reboot for the new calls they are', async () => {
    for (const meterStop of [20, 30]) {
      const station = await connect('REBOOTED');
      station.send('StopTransaction', { transactionId: meterStop, meterStop, timestamp: AT }, '1');
      expect((await until('the answer', () => station.answerTo('1')))[0]).toBe(3);
    }
    const ended = (await eventsOf('REBOOTED')).filter(({ kind }) => kind === 'station.transaction.ended');
    expect(ended).toMatchObject([{ data: { meterStopWh: 20 } }, { data: { meterStopWh: 30 } }]);
    expect((await gateway.traced('REBOOTED')).flatMap(({ remarks }) => remarks ?? [])).toEqual([]);
  });
});
