import type { Api } from '../support/api';
import { connectRpcStation, version16, type RpcStation, type StationVersion } from '../support/rpc-station';
import { until } from '../support/until';

/** What a story needs of whatever runs the services. */
export interface SystemUnderTest {
  readonly api: Api;
  /** ws://…/ocpp, without a station. */
  readonly stationsUrl: string;
  /** Of another gateway, where there is one. */
  readonly otherStationsUrl?: string;
  stop(): Promise<number | null>;
}

type Item = Record<string, any>;

/** Running for a whole `describe`, with tokens and a tariff; what a story asks of it in passing. */
export interface BilledSystem {
  readonly api: Api;
  readonly otherStationsUrl: string;
  /** A station that was accepted. It is closed after the test, when nothing may have been wrong with what it was sent. */
  connect(id: string, password?: string): Promise<RpcStation>;
  /** A station that has not said anything yet; closed and checked like the others. */
  connectTo(stationsUrl: string, id: string, password?: string): Promise<RpcStation>;
  /** Waits for that many sessions. */
  sessionsOf(stationId: string, least?: number): Promise<Item[]>;
  billOf(sessionId: string): Promise<Item>;
}

/** Starts a system before all tests of the surrounding `describe`, and ends it after them. Its stations speak `version`. */
export function useBilledSystem(
  start: () => Promise<SystemUnderTest>,
  version: StationVersion = version16,
): BilledSystem {
  let system: SystemUnderTest;
  const open: RpcStation[] = [];
  beforeAll(async () => {
    system = await start();
    await makeKnown(system.api);
  });
  afterAll(async () => {
    expect(await system?.stop()).toBe(0);
  });
  afterEach(async () => {
    for (const station of open.splice(0)) {
      await station.close();
      expect(station.faults).toEqual([]);
    }
  });
  const connectTo = async (stationsUrl: string, id: string, password?: string): Promise<RpcStation> => {
    const station = await connectRpcStation(stationsUrl, id, password, version.subprotocol);
    open.push(station);
    return station;
  };
  return {
    get api() {
      return system.api;
    },
    get otherStationsUrl() {
      return system.otherStationsUrl ?? system.stationsUrl;
    },
    connectTo,
    connect: async (id, password) => {
      const station = await connectTo(system.stationsUrl, id, password);
      expect(await station.call('BootNotification', version.boot)).toMatchObject({ status: 'Accepted' });
      return station;
    },
    sessionsOf: (stationId, least = 1) =>
      until(`${least} sessions of ${stationId}`, async () => {
        const { body } = await system.api.get(`/sessions?stationId=${encodeURIComponent(stationId)}`);
        return body.items.length >= least && body.items;
      }),
    billOf: (sessionId) =>
      until(
        `the bill of ${sessionId}`,
        async () => (await system.api.get(`/bills?sessionId=${sessionId}`)).body.items[0],
      ),
  };
}

async function makeKnown(api: Api): Promise<void> {
  for (const uid of ['CARD-1', 'CARD-2', '000123']) {
    expect((await api.put(`/tokens/${uid}`, { status: 'accepted', type: 'rfid' })).status).toBeLessThan(300);
  }
  expect((await api.put('/tokens/BLOCKED-1', { status: 'blocked' })).status).toBeLessThan(300);
  const tariff = await api.post('/tariffs', {
    name: 'day',
    currency: 'EUR',
    vatPercent: '20',
    elements: [
      {
        priceComponents: [
          { type: 'FLAT', price: '0.50', stepSize: 1 },
          { type: 'ENERGY', price: '0.35', stepSize: 1 },
          { type: 'TIME', price: '1.20', stepSize: 60 },
        ],
      },
    ],
    assignments: [{ default: true }],
  });
  expect(tariff.status).toBe(201);
  expect(tariff.body).toMatchObject({ version: 1, id: expect.any(String) });
}
