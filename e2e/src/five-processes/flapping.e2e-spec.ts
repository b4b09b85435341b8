import { startFiveProcesses, type FiveProcesses } from '../support/five-processes';
import { boot } from '../support/rpc-station';
import { until } from '../support/until';
import { FlappingStation, type Leaving } from './testing/flapping-station';

const FLAPS = 200;
const COMMANDS = 100;
/** Commands under way at one time. */
const WORKERS = 4;
const ID = 'CP-FLAPPING';
const LEAVINGS: Leaving[] = ['superseded', 'closes-late', 'closes-first', 'breaks'];
const start = { connectorId: 1, idTag: 'CARD', meterStart: 100, timestamp: '2026-03-01T08:00:00.000Z' };
const stop = { idTag: 'CARD', meterStop: 3_100, timestamp: '2026-03-01T09:00:00.000Z' };

interface Ended {
  id: string;
  status: string;
}

/** A station on a bad line moves between two gateways as fast as it can, while it charges and is told what to do. */
describe('a station that flaps between two gateways', () => {
  let system: FiveProcesses;
  const station = new FlappingStation();
  beforeAll(async () => {
    system = await startFiveProcesses({ replicas: { gateway: 2 }, env: { STATION_BURST: String(2 * FLAPS) } });
    await system.api.put('/tokens/CARD', { status: 'accepted' });
  });
  afterAll(async () => {
    station.socket?.terminate();
    expect(await system?.stop()).toBe(0);
  });

  const urlOf = (flap: number): string => `${system.stationsUrls[flap % 2]}/${ID}`;
  const report = (connectorId: number, status: string) =>
    station.call('StatusNotification', { connectorId, errorCode: 'NoError', status });
  const stationView = async () => (await system.api.get(`/stations/${ID}`)).body;

  /** The frames of its DataTransfers, both ways, as the gateways traced them. */
  const traced = async (since: string): Promise<{ direction: string; frame: string }[]> => {
    const frames: { direction: string; frame: string }[] = [];
    for (let cursor = ''; ;) {
      const query = `from=${since}&action=DataTransfer&limit=100${cursor}`;
      const { items, nextCursor } = (await system.api.get(`/stations/${ID}/messages?${query}`)).body;
      frames.push(...items);
      if (nextCursor === null) return frames;
      cursor = `&cursor=${nextCursor}`;
    }
  };

  /** Sends the commands, a few at a time; gives how each ended, by its number. */
  const sendCommands = async (): Promise<Map<string, Ended>> => {
    const ended = new Map<string, Ended>();
    let next = 0;
    const work = async (): Promise<void> => {
      for (let n = ++next; n <= COMMANDS; n = ++next) {
        const command = { type: 'data-transfer', vendorId: 'org.example', messageId: String(n) };
        const { status, body } = await system.api.post(`/stations/${ID}/commands?waitS=60`, command);
        expect(status).toBe(200);
        ended.set(String(n), { id: body.id as string, status: body.status as string });
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    return ended;
  };

  it('ends each command with one true outcome, is present at the end, and has nothing twice', async () => {
    const since = new Date().toISOString();
    await station.connect(urlOf(0));
    await station.call('BootNotification', boot);
    await report(1, 'Charging');
    await report(2, 'Unavailable');
    const { transactionId } = await station.call('StartTransaction', start);

    const commands = sendCommands();
    let commandsDone = false;
    void commands.finally(() => (commandsDone = true)).catch(() => undefined);
    let flaps = 0;
    // It goes on flapping until all commands have ended, and never fewer times than that.
    for (; flaps < FLAPS || !commandsDone; flaps++) {
      await station.move(urlOf(flaps + 1), LEAVINGS[flaps % LEAVINGS.length] as Leaving);
      // Long enough on some of its sockets that a command gets through, too short on others.
      if (flaps % 5 === 0) {
        // It never saw the answer to its start, as far as it knows.
        const again = await station.call('StartTransaction', start);
        if (again !== undefined) expect(again.transactionId).toBe(transactionId);
        await new Promise((resolve) => setTimeout(resolve, 150));
      } else if (flaps % 5 === 1) await station.call('Heartbeat', {});
    }
    const ended = await commands;
    await station.settle();

    const count = { accepted: 0, offline: 0, 'unknown-outcome': 0 } as Record<string, number>;
    for (const [n, { status }] of ended) {
      const executed = station.executed.get(n) ?? [];
      count[status] = (count[status] ?? 0) + 1;
      // Never twice, and never on two sockets.
      expect([n, executed.length]).toEqual([n, Math.min(executed.length, 1)]);
      if (status === 'accepted') expect([n, executed]).toEqual([n, [{ socket: expect.any(Number), answered: true }]]);
      else if (status === 'offline') expect([n, executed]).toEqual([n, []]);
      else expect([n, status]).toEqual([n, 'unknown-outcome']);
    }
    expect(ended.size).toBe(COMMANDS);
    const executions = [...station.executed.values()].flat().length;
    const doneUnknown = [...ended].filter(
      ([n, { status }]) => status === 'unknown-outcome' && (station.executed.get(n) ?? []).length === 1,
    ).length;
    expect(executions - doneUnknown).toBe(count.accepted);
    expect(count.accepted).toBeGreaterThan(COMMANDS / 10);
    expect(station.unexpected).toEqual([]);

    // Where nobody knows how it ended the call left, once, and the socket ended before its answer was read.
    const left = [...ended].filter(([, { status }]) => status !== 'offline');
    // Traces are sent beside the work, and come a moment later.
    const frames = await until('the trace of every call that left', async () => {
      const all = await traced(since);
      const calls = all
        .filter(({ direction }) => direction === 'out')
        .map(({ frame }) => JSON.parse(frame)[3].messageId);
      expect(left.filter(([n]) => !calls.includes(n)).map(([n, { status }]) => [n, status])).toEqual([]);
      return all;
    });
    const answered = new Set(
      frames.flatMap(({ direction, frame }) => (direction === 'in' ? [JSON.parse(frame)[1]] : [])),
    );
    for (const [n, { status }] of ended) {
      const calls = frames.filter(
        ({ direction, frame }) => direction === 'out' && frame.includes(`"messageId":"${n}"`),
      );
      expect([n, status, calls.length]).toEqual([n, status, status === 'offline' ? 0 : 1]);
      const isAnswered = calls.some(({ frame }) => answered.has(JSON.parse(frame)[1]));
      expect([n, status, isAnswered]).toEqual([n, status, status === 'accepted']);
    }

    // The ledger says the same, once each.
    const ledger = (await system.api.get(`/stations/${ID}/commands?limit=200`)).body.items as Ended[];
    expect(ledger.map(({ id, status }) => `${id} ${status}`).sort()).toEqual(
      [...ended.values()].map(({ id, status }) => `${id} ${status}`).sort(),
    );

    // Present through the last of its sockets, with the statuses it reported before all of it.
    await until('presence', async () => (await stationView()).connected === true);
    const view = await stationView();
    const statuses = (view.evses as Record<string, any>[]).map(({ connectors }) => connectors[0].status as string);
    expect([view.boot.status, statuses]).toEqual(['accepted', ['occupied', 'unavailable']]);
    const last = await system.api.post(`/stations/${ID}/commands`, {
      type: 'data-transfer',
      vendorId: 'org.example',
      messageId: '1001',
    });
    expect([last.body.status, station.executed.get('1001')]).toEqual(['accepted', [{ socket: flaps, answered: true }]]);

    // One session, and one end of it, whatever was said again.
    for (let n = 0; n < 2; n++) await station.call('StopTransaction', { ...stop, transactionId });
    const [session, ...others] = await until('the ended session', async () => {
      const { items } = (await system.api.get(`/sessions?stationId=${ID}`)).body;
      return items[0]?.status === 'ended' && (items as Record<string, any>[]);
    });
    expect(others).toEqual([]);
    expect(session).toMatchObject({ transactionRef: String(transactionId), energyWh: 3_000 });
    station.socket.close();
    await until('absence', async () => (await stationView()).connected === false);
  });
});
