import { SimulatedStation } from '@chargebus/station-simulator';
import { LogPositions } from '../chaos/log-positions';
import { PARTITIONS, startFiveProcesses, untilReady, type FiveProcesses } from '../support/five-processes';
import { until } from '../support/until';
import { changesOf, Witness } from './testing/witness';

const STATIONS = 12;
const CARD = 'CARD-1';
const MOMENT_MS = 120_000;
/** Between what the witness sees on a socket and what the gateway says of it. */
const LINK_TOLERANCE_MS = 15_000;

interface Entry {
  evseId: number;
  connectorId: number;
  from: string;
  status: string;
  errorCode: string | null;
}

/** Stations of both versions go on switching states while the registry is killed; they are asked, not the platform. */
describe('the registry killed under traffic', () => {
  let system: FiveProcesses;
  let witness: Witness;
  const stations: SimulatedStation[] = [];
  beforeAll(async () => {
    system = await startFiveProcesses();
    witness = await Witness.before(system.stationsUrl);
    await system.api.put(`/tokens/${CARD}`, { status: 'accepted' });
    for (let n = 0; n < STATIONS; n++) {
      const station = new SimulatedStation({
        ...{ url: witness.url, id: `K-${n}`, version: n % 2 === 0 ? '1.6' : '2.0.1', connectors: 2, tokens: [CARD] },
        ...{ seed: `killed-${n}`, reconnectMinMs: 100, reconnectMaxMs: 300 },
      });
      stations.push(station);
    }
    await Promise.all(stations.map((station) => station.start()));
  });
  afterAll(async () => {
    await Promise.all(stations.map((station) => station.stop()));
    await witness?.close();
    expect(await system?.stop()).toBe(0);
  });

  const place = (n: number): string => `${n}/1`;
  const told = (station: SimulatedStation, n: number, status: string) =>
    until(`${station.id} ${n} ${status}`, () => witness.statusOf(station.id, place(n)) === status, MOMENT_MS);
  const quiet = (station: SimulatedStation) =>
    until(`${station.id} is quiet`, () => witness.isQuiet(station.id) && station.settled(100), MOMENT_MS);

  /** A car comes and charges, a fault shows, the network goes and comes back, the fault is gone, the car leaves. */
  async function day(station: SimulatedStation): Promise<void> {
    station.plugIn(1, { capacityWh: 100_000 });
    await told(station, 1, 'occupied');
    await station.present(CARD, 1);
    await until(`${station.id} charges`, () => station.session(1)?.acknowledged.start, MOMENT_MS);
    station.breakDown(2, 'GroundFailure');
    await told(station, 2, 'faulted');
    await quiet(station);
    station.goOffline();
    // What happens now is told when it is back.
    station.breakDown(2, 'NoError');
    await until(`${station.id} is gone`, () => witness.links.get(station.id)?.at(-1)?.to !== null);
    station.goOnline();
    await told(station, 2, 'available');
    station.plugIn(2);
    await told(station, 2, 'occupied');
    station.unplug(2);
    await told(station, 2, 'available');
    station.unplug(1);
    await told(station, 1, 'available');
  }

  async function killRegistry(): Promise<void> {
    const registry = system.services.registry[0]!;
    registry.kill('SIGKILL');
    await registry.ended();
  }

  const pages = async <T>(path: string): Promise<T[]> => {
    const items: T[] = [];
    for (let cursor = ''; ;) {
      const { body } = await system.api.get(`${path}?limit=7${cursor}`);
      items.push(...body.items);
      if (body.nextCursor === null) return items.reverse();
      cursor = `&cursor=${body.nextCursor}`;
    }
  };

  it('knows afterwards what the stations themselves say: presence, status, charging, histories', async () => {
    const registry = system.services.registry[0]!;
    for (let round = 0; round < 2; round++) {
      const days = Promise.all(stations.map(day));
      await until('traffic', () => stations.some(({ id }) => witness.statusOf(id, place(2)) === 'faulted'), MOMENT_MS);
      await killRegistry();
      // What they tell without it is in the log; to be let in again they need it.
      await until(
        'most of them are gone',
        () => stations.filter(({ id }) => witness.links.get(id)?.[round]?.to != null).length >= (STATIONS * 2) / 3,
        MOMENT_MS,
      );
      registry.start();
      await days;
    }
    // As it is left: each charges at its first connector, every other has a fault at its second; the last one is switched off.
    for (const [n, station] of stations.entries()) {
      station.plugIn(1, { capacityWh: 100_000 });
      await told(station, 1, 'occupied');
      await station.present(CARD, 1);
      if (n % 2 === 1) station.breakDown(2, 'HighTemperature');
    }
    for (const station of stations) {
      await until(
        `${station.id} charges`,
        () => station.powerW(1) > 0 && station.session(1)?.acknowledged.start,
        MOMENT_MS,
      );
      await quiet(station);
    }
    await killRegistry();
    await stations.at(-1)!.stop();
    registry.start();
    await untilReady([registry], MOMENT_MS);

    // The state as it is now was seen before as well: it does not tell that everything is read.
    const positions = await LogPositions.open(system.servers, PARTITIONS);
    await positions.caughtUp(MOMENT_MS);
    await positions.close();

    for (const station of stations) {
      const expected = { connected: station.connected, ...stateOf(station) };
      await until(
        `the state of ${station.id}`,
        async () => {
          const { body } = await system.api.get(`/stations/${station.id}`);
          expect({ connected: body.connected, ...shown(body) }).toEqual(expected);
          return true;
        },
        MOMENT_MS,
      );

      const entries = await pages<Entry>(`/stations/${station.id}/status-history`);
      const history: Record<string, string[]> = {};
      for (const { evseId, connectorId, from, status, errorCode } of entries) {
        (history[`${evseId}/${connectorId}`] ??= []).push(`${from} ${status} ${errorCode}`);
      }
      expect([station.id, history]).toEqual([station.id, changesOf(witness.statuses.get(station.id) ?? [])]);

      const links = await pages<{ from: string; to: string | null }>(`/stations/${station.id}/connections`);
      const seen = witness.links.get(station.id) ?? [];
      expect([station.id, links.length]).toEqual([station.id, seen.length]);
      for (const [n, { from, to }] of links.entries()) {
        const own = seen[n]!;
        expect(Math.abs(Date.parse(from) - own.from)).toBeLessThan(LINK_TOLERANCE_MS);
        expect(to === null).toBe(own.to === null);
        if (to !== null) expect(Math.abs(Date.parse(to) - own.to!)).toBeLessThan(LINK_TOLERANCE_MS);
        const next = links[n + 1];
        if (next !== undefined) expect(Date.parse(next.from)).toBeGreaterThanOrEqual(Date.parse(to as string));
      }
    }
  });

  it('publishes what a charging point costs, asked of billing in its own process', async () => {
    await system.api.put('/locations/depot', { name: 'Depot', coordinates: { latitude: 1, longitude: 2 } });
    await system.api.call('PATCH', `/stations/${stations[0]!.id}`, { locationId: 'depot' });
    const energy = { priceComponents: [{ type: 'ENERGY', price: '0.50' }] };
    const tariff = {
      name: 'day',
      currency: 'EUR',
      vatPercent: '20',
      elements: [energy],
      assignments: [{ default: true }],
    };
    expect((await system.api.post('/tariffs', tariff)).status).toBe(201);
    const { items } = (await system.api.get('/afir')).body;
    expect(items[0].stations[0].points[0]).toMatchObject({
      ...{ operationalStatus: 'operational', availability: 'in-use' },
      connectors: [{ adHocPrice: { currency: 'EUR', components: [{ unit: 'kWh', priceWithVat: '0.6' }] } }],
    });
    const { evses } = (await system.api.get(`/stations/${stations[0]!.id}/uptime?months=1`)).body;
    expect(evses.map(({ evseId }: { evseId: number }) => evseId)).toEqual([1, 2]);
  });

  /** By the station: which of its connectors is what, and which has energy flowing. */
  function stateOf(station: SimulatedStation): object {
    const statuses = [1, 2].map((n) => witness.statusOf(station.id, place(n)));
    const charging = [1, 2].map((n) => station.session(n) !== undefined);
    return { statuses, charging };
  }

  function shown({ evses }: Record<string, any>): object {
    const connectors = evses.map((evse: any) => evse.connectors[0]);
    const statuses = connectors.map(({ status }: any) => status);
    return { statuses, charging: connectors.map(({ chargingState }: any) => chargingState === 'charging') };
  }
});
