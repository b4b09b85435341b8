import { runFleet, type Fleet } from '@chargebus/station-simulator';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Body = Record<string, any>;

const STATIONS = 10_000;
const CONNECTED = 1_000;
/**
 * 10,000 stations on record, 1,000 of them connected: 1.6, 2.0.1 and 2.1 in turn. How long lists and bulk commands take is told by
 * `npm run bench -- --only registry`.
 */
describe('a registry of ten thousand stations', () => {
  let platform: Platform;
  let fleet: Fleet;
  const heartbeats = new Map<string, number>();

  beforeAll(async () => {
    platform = await startPlatform();
    await platform.api.put('/locations/depot', { name: 'Depot' });
    const lines = Array.from({ length: STATIONS - CONNECTED }, (_, n) => ({
      ...{ id: `FAR-${n}`, name: `Station ${n}`, vendor: `Vendor ${n % 7}`, model: `Model ${n % 30}` },
      ...{ tags: [`tag-${n % 20}`], groups: [`group-${n % 500}`], serialNumber: `SN${1_000_000 + n}` },
      ...(n % 50 === 0 && { locationId: 'depot' }),
    }));
    expect((await platform.api.post('/imports', lines)).body).toMatchObject({ created: lines.length, refused: 0 });
    fleet = await runFleet({
      ...{
        url: platform.stationsUrl,
        prefix: 'NEAR',
        count: CONNECTED,
        version: 'mixed',
        rhythm: 'none',
        seed: 'size',
      },
      ...{ connectsPerSecond: 150, reconnectMinMs: 500 },
    });
    for (const station of fleet.stations) {
      station.on('told', ({ action }) => {
        if (action === 'TriggerMessage') heartbeats.set(station.id, (heartbeats.get(station.id) ?? 0) + 1);
      });
    }
    await until('all of them', () => fleet.stations.every(({ ready }) => ready), 120_000, 200);
    // What they told is projected: the last one of them is known to be there.
    await until('their states', async () => (await count('connected=true')) === CONNECTED, 120_000, 500);
  });
  afterAll(async () => {
    await fleet?.stop();
    expect(await platform?.stop()).toBe(0);
  });

  async function count(query: string): Promise<number> {
    let found = 0;
    for (let cursor = ''; ;) {
      const { body } = await platform.api.get(`/stations?limit=500&${query}${cursor}`);
      found += body['items'].length;
      if (body['nextCursor'] === null) return found;
      cursor = `&cursor=${body['nextCursor']}`;
    }
  }

  it.each<[string, number]>([
    ['', 50],
    ['connected=true', 50],
    ['connected=false', 50],
    ['status=available', 50],
    ['status=faulted', 0],
    ['registration=accepted', 50],
    ['registration=pending', 0],
    ['locationId=depot', 50],
    ['tag=tag-3', 50],
    ['group=group-77', 18],
    ['q=FAR-4321', 1],
    ['q=vendor%203', 50],
    ['q=sn1004321', 1],
    ['q=no-such-thing', 0],
    ['connected=true&status=available&q=near-09', 50],
    ['connected=false&locationId=depot&tag=tag-10&q=vendor', 50],
  ])('is listed by "%s", a page at a time', async (query, expected) => {
    const { body } = await platform.api.get(`/stations?${query}`);
    expect(body['items']).toHaveLength(expected);
    expect(body['nextCursor'] !== null).toBe(expected === 50);
  });

  it('has a bulk command done at all that are connected, each once', async () => {
    const command = { type: 'trigger', message: 'heartbeat' };
    const { status, body } = await platform.api.post('/bulk-commands', { selector: { connected: true }, command });
    expect([status, body['total']]).toEqual([202, CONNECTED]);
    const done: Body = await until(
      'its end',
      async () => {
        const bulk = (await platform.api.get(`/bulk-commands/${body['id']}`)).body;
        return bulk['ended'] && bulk;
      },
      100_000,
      250,
    );
    expect(done).toMatchObject({ counts: { accepted: CONNECTED } });
    expect([heartbeats.size, Math.max(...heartbeats.values())]).toEqual([CONNECTED, 1]);
  });
});
