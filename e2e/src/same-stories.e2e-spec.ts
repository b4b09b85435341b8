import { SimulatedStation, type OcppVersion } from '@chargebus/station-simulator';
import { listen } from './support/event-client';
import { ADMIN_TOKEN, startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Body = Record<string, any>;

/** Within this time of a station's report everybody who follows the session sees it; a busy machine may hold up some of it. */
const SEEN_WITHIN_MS = 2_000;
const PAUSED_MS = 500;

/** What happens at a station, whatever it speaks. */
interface Scene {
  station: SimulatedStation;
  /** The card is shown: a session begins. */
  begin(): Promise<void>;
  charge(): Promise<void>;
  order(what: 'stop' | 'pause' | 'resume'): Promise<void>;
  shows(status: string): Promise<void>;
  platform: Platform;
}

const STORIES: Record<string, { stopReason: string; tell(scene: Scene): Promise<void> }> = {
  'a local start and a local stop': {
    stopReason: 'local',
    tell: async ({ station, begin, charge }) => {
      await begin();
      await charge();
      expect(await station.present('CARD', 1)).toBe('stopped');
      station.unplug(1);
    },
  },
  'a remote start and a remote stop': {
    stopReason: 'remote',
    tell: async ({ station, charge, order, platform }) => {
      const asked = await platform.api.post('/sessions', { stationId: station.id, evseId: 1, token: 'CARD' });
      expect(asked).toMatchObject({ status: 202, body: { status: 'pending' } });
      await until('the car to charge', () => station.powerW(1) > 0);
      await charge();
      await order('stop');
      station.unplug(1);
    },
  },
  'pause, resume and unplug': {
    stopReason: 'ev-disconnected',
    tell: async ({ station, begin, charge, order, shows }) => {
      await begin();
      await charge();
      await order('pause');
      await shows('paused');
      const [wh, at] = [station.meterWh(1), Date.now()];
      await until('the pause to last', () => Date.now() - at >= PAUSED_MS);
      // At this speed it would be 900 Wh.
      expect(station.meterWh(1) - wh).toBeLessThan(100);
      await order('resume');
      await shows('charging');
      await charge();
      station.unplug(1);
    },
  },
  "a stop while the network is away, replayed with the station's own times": {
    stopReason: 'local',
    tell: async ({ station, begin, charge }) => {
      await begin();
      await charge();
      station.goOffline();
      await charge();
      expect(await station.present('CARD', 1)).toBe('stopped');
      station.unplug(1);
      station.goOnline();
      await until('the station to be back', () => station.ready);
    },
  },
  'a power loss': {
    stopReason: 'power-loss',
    tell: async ({ station, begin, charge }) => {
      await begin();
      await charge();
      await station.stop();
      await station.start();
      station.unplug(1);
    },
  },
};

describe('the same story in 1.6 and in 2.0.1', () => {
  let platform: Platform;
  const stations: SimulatedStation[] = [];
  beforeAll(async () => {
    platform = await startPlatform();
    await platform.api.put('/tokens/CARD', { status: 'accepted' });
  });
  afterAll(async () => {
    for (const station of stations) {
      expect([station.id, station.faults()]).toEqual([station.id, []]);
      await station.stop();
    }
    expect(await platform?.stop()).toBe(0);
  });

  const sessionAt = async (stationId: string): Promise<Body> => {
    const { items } = (await platform.api.get(`/sessions?stationId=${stationId}`)).body;
    expect(items.length).toBeLessThanOrEqual(1);
    return items[0] ?? {};
  };
  const meet = async (version: OcppVersion, n: number): Promise<Scene> => {
    const station = new SimulatedStation({
      ...{ url: platform.stationsUrl, id: `STORY-${n}-${version}`, seed: n, version, speed: 600, maxPowerW: 11_000 },
      ...{ reconnectMinMs: 50, reconnectMaxMs: 200 },
      configuration: { MeterValueSampleInterval: '60', 'SampledDataCtrlr.TxUpdatedInterval': '60' },
    });
    stations.push(station);
    await station.start();
    // What it can do is asked after its boot; a pause needs to know.
    await platform.api.post(`/stations/${station.id}/commands`, { type: 'identify' });
    station.plugIn(1, { socPercent: 20, maxPowerW: 11_000, phases: 3, capacityWh: 90_000 });
    return {
      ...{ station, platform },
      begin: async () => expect(await station.present('CARD', 1)).toBe('started'),
      charge: async () => {
        const from = station.meterWh(1);
        await until('some energy', () => station.meterWh(1) - from > 1_000);
      },
      order: async (what) => {
        const { id } = await until('the session', async () => {
          const session = await sessionAt(station.id);
          return session['energyWh'] > 0 && session;
        });
        const { status, body } = await platform.api.post(`/sessions/${id}/${what}`);
        expect({ what, status, body }).toMatchObject({ status: 200, body: { status: 'accepted' } });
      },
      shows: (status) =>
        until(status, async () => (await sessionAt(station.id))['status'] === status).then(() => undefined),
    };
  };

  /** The record without what must differ: ids, the meter, and times, which are compared with the station's own. */
  const recordOf = async ({ station }: Scene): Promise<Body> => {
    expect(await station.settled()).toBe(true);
    const [own, ...others] = station.ledger();
    expect([own?.givenUp, others]).toEqual([0, []]);
    const ended = await until('its end', async () => {
      const session = await sessionAt(station.id);
      return session['status'] === 'ended' && session;
    });
    const { id, stationId, transactionRef, startedAt, endedAt, pause, ...record } = ended;
    expect([stationId, startedAt, endedAt, transactionRef]).toEqual([
      ...[station.id, own?.startedAt, own?.stoppedAt, String(own?.transactionId)],
    ]);
    const { meterStartWh, meterStopWh, energyWh, socPercent, ...rest } = record;
    expect([meterStartWh, meterStopWh]).toEqual([own?.meterStartWh, own?.meterStopWh]);
    expect(energyWh).toBe(meterStopWh - meterStartWh);
    const { body: curves } = await platform.api.get(`/sessions/${id}/curves`);
    const [power, energy] = [curves['power'].map((one: Body) => one['maxW']), curves['energy'].at(-1)];
    expect(Math.max(...power)).toBeGreaterThan(10_000);
    expect([energy.energyWh > 0, energy.energyWh <= energyWh]).toEqual([true, true]);
    return { ...rest, soc: typeof socPercent, paused: pause?.confirmedAt === undefined ? pause : 'was' };
  };

  it.each(Object.entries(STORIES).map(([title, story], n) => ({ title, ...story, n })))(
    '$title: ends in the same record, and is seen as it happens',
    async ({ tell, stopReason, n }) => {
      const scenes = await Promise.all([meet('1.6', n), meet('2.0.1', n)]);
      const follow = scenes.map(({ station }) =>
        listen(platform.url, ADMIN_TOKEN, `?kind=session.*&stationId=${station.id}`),
      );
      const streams = await Promise.all(follow);
      await Promise.all(scenes.map(tell));
      const [in16, in201] = await Promise.all(scenes.map(recordOf));
      expect(in16).toMatchObject({ status: 'ended', token: 'CARD', evseId: 1, stopReason, anomalies: [] });
      expect(in201).toEqual(in16);

      for (const { heard, leave } of streams) {
        await until('its end to be told', () => heard.some(({ fact }) => fact.kind === 'session.ended'));
        const live = heard.filter(({ fact }) => fact.kind === 'session.updated');
        const shown = live.map(({ fact }) => fact.data['session']);
        expect(shown.some((one) => one.powerW > 0 && one.energyWh > 0 && one.socPercent >= 20)).toBe(true);
        const delaysMs = live.map(({ heardAt, fact }) => heardAt - Date.parse(fact.at)).sort((a, b) => a - b);
        expect(delaysMs[Math.floor(delaysMs.length / 2)]).toBeLessThan(SEEN_WITHIN_MS);
        expect(delaysMs.at(-1)).toBeLessThan(10 * SEEN_WITHIN_MS);
        leave();
      }
    },
  );
});
