import { testPostgres } from '@chargebus/embedded-infra';
import { SimulatedStation } from '@chargebus/station-simulator';
import { start, stop } from './one-story/frames';
import { tellAndStay } from './one-story/told-frames';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

const STATIONS = 20;
const AWAY_MS = 20_000;

/** 20 simulated stations charge while PostgreSQL is stopped for 20 s: nobody is disconnected or refused, nothing is lost. */
describe('PostgreSQL away', () => {
  let postgres: Awaited<ReturnType<typeof testPostgres>>;
  let platform: Platform;
  beforeAll(async () => {
    postgres = await testPostgres();
    platform = await startPlatform({ env: { DATABASE_URL: postgres.url, ASK_DEADLINE_MS: '2000' } });
  });
  afterAll(async () => {
    await platform?.stop();
    await postgres?.stop();
  });

  it('leaves stations charging, and every session and bill equals their own count', async () => {
    const { api } = platform;
    await api.put('/tokens/SIM-TOKEN', { status: 'accepted' });
    await api.post('/tariffs', {
      name: 'energy',
      currency: 'EUR',
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '1.00' }] }],
      assignments: [{ default: true }],
    });
    const stations = Array.from(
      { length: STATIONS },
      (_, i) =>
        new SimulatedStation({
          url: platform.stationsUrl,
          id: `SIM-${i}`,
          tokens: ['SIM-TOKEN'],
          speed: 60,
          seed: i + 1,
        }),
    );
    const charge = async (station: SimulatedStation): Promise<void> => {
      station.plugIn(1);
      expect(await station.present('SIM-TOKEN', 1)).toBe('started');
    };
    const finish = async (station: SimulatedStation): Promise<void> => {
      expect(await station.present('SIM-TOKEN', 1)).toBe('stopped');
      station.unplug(1);
    };
    await Promise.all(stations.map((station) => station.start()));
    await Promise.all(stations.map(charge));
    await until('20 sessions', async () => (await api.get('/sessions?limit=500')).body.items.length === STATIONS);

    // Of a card that was never seen here no verdict is known: OUTAGE_POLICY has the word.
    const stranger = await tellAndStay({ url: `${platform.stationsUrl}/STRANGER`, version: '1.6', model: 'Wire' }, []);

    // During the outage half of the stations end their session and begin another one; the others charge on.
    postgres.kill('SIGKILL');
    const back = Date.now() + AWAY_MS;
    const early = stations.slice(0, STATIONS / 2);
    await Promise.all(early.map(finish));
    await Promise.all(early.map(charge));
    const { transactionId } = await stranger.send([2, 'start', ...start('10:00', 120_000, 'NEVER-SEEN')]);
    await stranger.send([2, 'stop', ...stop('11:00', 125_000, { transactionId })]);
    await stranger.close();
    await until('the outage to last 20 s', () => Date.now() >= back, AWAY_MS + 5_000);
    await postgres.restart();
    await Promise.all(stations.map(finish));
    await until('all reports to be answered', () =>
      stations.flatMap((station) => station.ledger()).every(({ acknowledged }) => acknowledged.stop),
    );
    const expected = stations.flatMap((station) => station.ledger());
    expect(expected.length).toBe(STATIONS + early.length);
    for (const { authorization, givenUp } of expected)
      expect({ authorization, givenUp }).toEqual({ authorization: 'Accepted', givenUp: 0 });
    for (const station of stations) {
      expect(station.counters).toMatchObject({
        connects: 1,
        disconnects: 0,
        refusedConnects: 0,
        callErrors: 0,
        timeouts: 0,
      });
      expect(station.faults()).toEqual([]);
    }

    const bills = await until(
      'every bill',
      async () => {
        const { items } = (await api.get('/bills?limit=500')).body;
        const ofSimulated = items.filter(({ stationId }: Record<string, any>) => stationId !== 'STRANGER');
        return ofSimulated.length >= expected.length && ofSimulated;
      },
      120_000,
    );
    const all = (await api.get('/sessions?limit=500')).body.items as Record<string, any>[];
    const sessions = all.filter(({ stationId }) => stationId !== 'STRANGER');
    expect(sessions.length).toBe(expected.length);
    expect(bills.length).toBe(expected.length);
    for (const own of expected) {
      const session = sessions.find(({ transactionRef }) => transactionRef === String(own.transactionId));
      expect(session).toMatchObject({ status: 'ended', meterStartWh: own.meterStartWh, meterStopWh: own.meterStopWh });
      const bill = bills.find((candidate: Record<string, any>) => candidate.sessionId === session?.id);
      const energyWh = (own.meterStopWh ?? 0) - own.meterStartWh;
      expect(session?.energyWh).toBe(energyWh);
      expect(bill).toMatchObject({ status: 'final', total: (Math.round(energyWh / 10) / 100).toFixed(2) });
    }
    // Who was let in without the service that decides is told by the record: half of the stations began once in the outage.
    const decided = sessions.flatMap(({ anomalies }) => anomalies.map(({ kind }: { kind: string }) => kind));
    expect(decided).toEqual(early.map(() => 'verdict-last-known'));
    const [refused, ...others] = all.filter(({ stationId }) => stationId === 'STRANGER');
    expect(others).toEqual([]);
    expect(refused).toMatchObject({ status: 'ended', energyWh: 5_000 });
    expect(refused?.['anomalies'].map(({ kind }: { kind: string }) => kind).sort()).toEqual(
      ['energy-despite-refusal', 'start-refused', 'verdict-by-policy'].sort(),
    );
    await Promise.all(stations.map((station) => station.stop()));
  });
});
