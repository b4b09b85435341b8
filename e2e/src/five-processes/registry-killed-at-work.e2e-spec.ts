import { SimulatedStation } from '@chargebus/station-simulator';
import { Client } from 'pg';
import { listen } from '../support/event-client';
import { startFiveProcesses, untilReady, type FiveProcesses } from '../support/five-processes';
import { until } from '../support/until';
import { Witness } from './testing/witness';

type Body = Record<string, any>;

const BULK = 30;
const AT_ONCE = 4;
const ANSWERED = 12;
const LINES = 4_000;
/** A lease of a station, or a command's time, runs out first: both are the command timeout and half a minute. */
const LEFT_BEHIND_MS = 120_000;
const HEARTBEAT = { '1.6': 'HeartbeatInterval', '2.0.1': 'OCPPCommCtrlr.HeartbeatInterval' };
const SETS = new Set(['ChangeConfiguration', 'SetVariables']);

/** One SIGKILL with everything under way; stations of both versions, and what each of them was asked, are seen from outside. */
describe('the registry killed at work', () => {
  let system: FiveProcesses;
  let witness: Witness;
  let events: Awaited<ReturnType<typeof listen>>;
  const stations = new Map<string, SimulatedStation>();
  const before: Record<'alone' | 'bulk', Body> = { alone: {}, bulk: {} };
  const bulkIds = Array.from({ length: BULK }, (_, n) => `BULK-${n}`);
  const lines = Array.from({ length: LINES }, (_, n) => ({ id: `LINE-${n}`, securityProfile: 1, name: `line ${n}` }));

  const get = async (path: string): Promise<Body> => (await system.api.get(path)).body;
  const asked = (station: string, action: string): number =>
    witness.asked.filter((call) => call.station === station && call.action === action).length;
  const key = (id: string) => ({ 'idempotency-key': `alone-${id}` });
  const outOfUse = { type: 'set-availability', operative: false };
  const alone = (id: string): Promise<{ body: Body }> =>
    system.api.post(`/stations/${id}/commands?waitS=0`, outOfUse, key(id));
  const importing = (): Promise<{ status: number; body: Body }> => system.api.post('/imports', lines);
  const ended = (path: string): Promise<Body> =>
    until(
      `the end of ${path}`,
      async () => {
        const body = await get(path);
        return (body['ended'] ?? body['endedAt'] !== null) && body;
      },
      LEFT_BEHIND_MS,
      200,
    );
  const imported = async (): Promise<number> => {
    const client = new Client({ connectionString: system.servers.postgres.url });
    await client.connect();
    const { rows } = await client.query(`SELECT count(*)::int AS n FROM registry.station WHERE id LIKE 'LINE-%'`);
    await client.end();
    return rows[0].n;
  };

  /** Has whatever writes to the history of changes wait, as the import does after its stations, until the function it gives is called. */
  async function holdHistory(): Promise<{ untilSomebodyWaits(): Promise<unknown>; release(): Promise<void> }> {
    const client = new Client({ connectionString: system.servers.postgres.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE registry.change IN EXCLUSIVE MODE');
    const waiting = `SELECT 1 FROM pg_locks WHERE relation = 'registry.change'::regclass AND NOT granted`;
    return {
      untilSomebodyWaits: () => until('the import', async () => (await client.query(waiting)).rows.length > 0),
      release: () => client.end(),
    };
  }

  beforeAll(async () => {
    system = await startFiveProcesses({ env: { CONFIGURATION_SYNC_DELAY_S: '0', COMMAND_TIMEOUT_S: '25' } });
    witness = await Witness.before(system.stationsUrl);
    events = await listen(system.url, system.api.token as string);
    const ids = ['CONF-16', 'CONF-201', 'ALONE-16', 'ALONE-201', ...bulkIds];
    for (const [n, id] of ids.entries()) {
      const version = n % 2 === 0 ? '1.6' : '2.0.1';
      stations.set(id, new SimulatedStation({ url: witness.url, id, version, seed: id, reconnectMinMs: 100 }));
    }
    await Promise.all([...stations.values()].map((station) => station.start()));
    for (const id of ids) {
      await until(`${id} to be known`, async () => (await get(`/stations/${id}`))['boot']?.status === 'accepted');
    }
    for (const id of bulkIds) await system.api.call('PATCH', `/stations/${id}`, { tags: ['bulk'] });

    // One command each, whose answers do not get through; settings that are being set; a bulk that is half done; an import.
    let caches = 0;
    witness.holdsBack = ({ station, action }) => {
      if (station.startsWith('BULK')) return action === 'ClearCache' && ++caches > ANSWERED;
      return SETS.has(action) || action === 'ChangeAvailability';
    };
    const bulk = { selector: { tag: 'bulk' }, command: { type: 'clear-cache' }, maxInFlight: AT_ONCE };
    before.bulk = (await system.api.post('/bulk-commands', bulk)).body;
    const keys = { HeartbeatInterval: '120', MeterValueSampleInterval: '30' };
    await system.api.put('/configuration-profiles/conf-16', { target: { stationId: 'CONF-16' }, keys });
    const variables = [{ component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: '120' }];
    await system.api.put('/configuration-profiles/conf-201', { target: { stationId: 'CONF-201' }, variables });
    const held = (id: string): Promise<true> =>
      until(`${id} to be held`, () => witness.heldBack.some(({ station }) => station === id));
    for (const id of ['CONF-16', 'CONF-201']) await held(id);
    for (const id of ['ALONE-16', 'ALONE-201']) before.alone[id] = (await alone(id)).body;
    for (const id of ['ALONE-16', 'ALONE-201']) await held(id);
    await until('the bulk to be half done', async () => {
      const waiting = witness.heldBack.filter(({ action }) => action === 'ClearCache').length;
      const { counts } = await get(`/bulk-commands/${before.bulk['id']}`);
      return waiting === AT_ONCE && counts.accepted === ANSWERED;
    });
    const history = await holdHistory();
    const cutOff = importing().then(
      ({ status }) => status,
      () => 'cut off',
    );
    await history.untilSomebodyWaits();

    const registry = system.services.registry[0]!;
    registry.kill('SIGKILL');
    await registry.ended();
    await history.release();
    expect([502, 'cut off']).toContain(await cutOff);
    witness.release();
    registry.start();
    await untilReady([registry], 120_000);
  });
  afterAll(async () => {
    events?.leave();
    for (const station of stations.values()) await station.stop();
    await witness?.close();
    expect(await system?.stop()).toBe(0);
  });

  it('an import that was cut off has done nothing, and its repeat all of it, once', async () => {
    expect(await imported()).toBe(0);
    const again = await importing();
    expect(again).toMatchObject({ status: 200, body: { created: LINES, updated: 0, unchanged: 0, refused: 0 } });
    expect(new Set(again.body['passwords'].map(({ id }: Body) => id)).size).toBe(LINES);
    expect((await importing()).body).toMatchObject({ created: 0, updated: 0, unchanged: LINES, passwords: [] });
    expect(await imported()).toBe(LINES);
  });

  it.each(['16', '201'])('a configuration that was being applied is applied, at a %s station', async (version) => {
    const id = `CONF-${version}`;
    await until(
      `${id} to be in sync`,
      async () => {
        const { items, sync } = await get(`/stations/${id}/configuration?desired=true`);
        return !sync.running && sync.dueAt === null && items.every(({ state }: Body) => state === 'in-sync');
      },
      LEFT_BEHIND_MS,
      200,
    );
    // By the station: each value was set, one at a time, and none that it had already.
    const sets = witness.asked.filter(({ station, action }) => station === id && SETS.has(action));
    expect(sets).toHaveLength(version === '16' ? 2 : 1);
    expect(stations.get(id)?.faults()).toEqual([]);
    const name = HEARTBEAT[version === '16' ? '1.6' : '2.0.1'];
    const { items } = await get(`/stations/${id}/configuration?desired=true`);
    expect(items.find((item: Body) => item['name'] === name)).toMatchObject({ actual: { value: '120' } });
  });

  it.each(['ALONE-16', 'ALONE-201'])(
    'a command in flight at %s is never sent again, and says that nobody knows',
    async (id) => {
      const { id: commandId } = before.alone[id];
      expect(await ended(`/stations/${id}/commands/${commandId}`)).toMatchObject({
        ...{ status: 'unknown-outcome', retryable: true, error: { code: 'NoOutcome' } },
      });
      expect((await alone(id)).body).toMatchObject({ id: commandId, status: 'unknown-outcome' });
      expect(asked(id, 'ChangeAvailability')).toBe(1);
      // What the station did shows in what it tells.
      const { evses } = await get(`/stations/${id}`);
      expect(evses[0].connectors[0].status).toBe('unavailable');
      const next = await system.api.post(`/stations/${id}/commands`, { ...outOfUse, operative: true });
      expect(next.body).toMatchObject({ status: 'accepted' });
    },
  );

  it('a bulk command goes on where it was: each station has one outcome, and was asked once', async () => {
    const { counts, total } = await ended(`/bulk-commands/${before.bulk['id']}`);
    expect([total, counts]).toEqual([BULK, { accepted: BULK - AT_ONCE, 'unknown-outcome': AT_ONCE }]);
    expect(bulkIds.map((id) => asked(id, 'ClearCache'))).toEqual(bulkIds.map(() => 1));
    const unknown = (await get(`/bulk-commands/${before.bulk['id']}/results?status=unknown-outcome`))['items'];
    const heldBack = witness.heldBack.filter(({ action }) => action === 'ClearCache').map(({ station }) => station);
    expect(unknown.map(({ stationId }: Body) => stationId).sort()).toEqual(heldBack.sort());
  });

  it('the end of each command is told once', async () => {
    const told = (): string[] =>
      events.heard
        .filter(({ fact }) => fact.kind === 'command.ended' && fact.data['type'] !== 'apply-configuration')
        .map(({ fact }) => fact.data['commandId']);
    // Of the bulk, of the two alone, and of the two that put them back.
    await until('all ends', () => new Set(told()).size === BULK + 4);
    expect(told()).toHaveLength(BULK + 4);
  });
});
