import { connect, type NatsConnection } from 'nats';
import { startFiveProcesses, type FiveProcesses } from '../support/five-processes';
import { boot, connectRpcStation, type RpcStation } from '../support/rpc-station';
import { until } from '../support/until';

const STATIONS = 12;
const DUPLICATE_IN_PROCESS = '"err_code":10158';

/** A station whose connection broke sends its start again by another gateway, while the first one is still being stored. */
describe('repeated starts on two gateways at once, with the log on three nats-servers', () => {
  let system: FiveProcesses;
  let spectator: NatsConnection;
  /** All that passes the first nats-server, requests to the log and its acknowledgements included. */
  let seen: { subject: string; text: string }[] = [];
  beforeAll(async () => {
    system = await startFiveProcesses({
      natsNodes: 3,
      replicas: { gateway: 2 },
      // All talk to the first one, so that the other two can be paused.
      env: ({ nats }) => ({ NATS_URL: (nats[0] as { url: string }).url }),
    });
    await system.api.put('/tokens/CARD', { status: 'accepted' });
    await system.api.post('/tariffs', {
      name: 'energy',
      currency: 'EUR',
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '1.00' }] }],
      assignments: [{ default: true }],
    });
    spectator = await connect({ servers: system.servers.nats[0]?.url as string });
    spectator.subscribe('>', {
      callback: (_error, message) => void seen.push({ subject: message.subject, text: message.string() }),
    });
    await leadFromFirst();
  });
  afterAll(async () => {
    await spectator?.close();
    expect(await system?.stop()).toBe(0);
  });

  /** Elections end as they like: the leader steps down until it is the first nats-server. */
  const leadFromFirst = async (): Promise<void> => {
    const manager = await spectator.jetstreamManager({ timeout: 30_000 });
    await until(
      'the first nats-server to lead the log',
      async () => {
        const { cluster } = await manager.streams.info('STATION');
        if (cluster?.leader === 'node-1') return cluster.replicas?.every(({ current }) => current);
        await spectator.request('$JS.API.STREAM.LEADER.STEPDOWN.STATION', '', { timeout: 5_000 });
        return false;
      },
      120_000,
    );
  };
  const startOf = (startedAt: string) => ({ connectorId: 1, idTag: 'CARD', meterStart: 100, timestamp: startedAt });
  const stop = async (station: RpcStation, transactionId: number, startedAt: string): Promise<void> => {
    const timestamp = new Date(Date.parse(startedAt) + 1_800_000).toISOString();
    await station.call('StopTransaction', { transactionId, meterStop: 1_100, timestamp });
  };
  const close = async (...stations: RpcStation[]): Promise<void> => {
    for (const station of stations) {
      await station.close().catch(() => undefined); // the older one is closed when the newer one takes over
      expect(station.faults).toEqual([]);
    }
  };
  /** One session of that start, with that label, and one bill. */
  const expectOne = async (stationId: string, transactionId: number): Promise<void> => {
    const [session, ...others] = await until(`the ended session of ${stationId}`, async () => {
      const { items } = (await system.api.get(`/sessions?stationId=${stationId}`)).body;
      return items[0]?.cost?.final === true && (items as Record<string, any>[]);
    });
    expect(others).toEqual([]);
    expect(session).toMatchObject({ status: 'ended', transactionRef: String(transactionId), energyWh: 1_000 });
    const bills = (await system.api.get(`/bills?sessionId=${session?.id}`)).body.items as Record<string, any>[];
    expect(bills.map(({ status, total }) => [status, total])).toEqual([['final', '1.00']]);
  };

  it('are one transaction where the log says "duplicate in process" (10158) to the second gateway', async () => {
    const [gateway] = system.services.gateway;
    const [, ...followers] = system.servers.nats;
    const startedAt = '2026-03-01T08:00:00.000Z';
    const older = await connectRpcStation(system.stationsUrl, 'CP-SLOW');
    await older.call('BootNotification', boot);

    // The start lies in the first gateway's socket, unread; the station gives up on it and comes back by the second one.
    gateway?.kill('SIGSTOP');
    const first = older.call('StartTransaction', startOf(startedAt)).then(
      (answer) => answer as unknown,
      () => 'no answer',
    );
    const newer = await connectRpcStation(system.otherStationsUrl, 'CP-SLOW');
    await newer.call('Heartbeat', {});
    // Without its followers the leader cannot finish storing the start that it gets now.
    seen = [];
    await Promise.all(followers.map((follower) => follower.freeze()));
    const second = newer.call('StartTransaction', startOf(startedAt));
    await until('the start to be on its way into the log', () =>
      seen.some(({ subject, text }) => /^station\.\d+$/.test(subject) && text.includes('CP-SLOW')),
    );
    gateway?.kill('SIGCONT');
    await until('"duplicate in process"', () => seen.some(({ text }) => text.includes(DUPLICATE_IN_PROCESS)));
    for (const follower of followers) follower.thaw();

    const answer = await second;
    expect(answer).toMatchObject({ idTagInfo: { status: 'Accepted' }, transactionId: expect.any(Number) });
    expect(['no answer', answer]).toContainEqual(await first);
    expect(await newer.call('StartTransaction', startOf(startedAt))).toEqual(answer);
    await stop(newer, answer.transactionId, startedAt);
    await expectOne('CP-SLOW', answer.transactionId);
    await close(older, newer);
  });

  it('are one transaction each where many stations do so at once', async () => {
    const startedAt = '2026-03-02T08:00:00.000Z';
    const labels = await Promise.all(
      Array.from({ length: STATIONS }, async (_, n) => {
        const older = await connectRpcStation(system.stationsUrl, `CP-${n}`);
        await older.call('BootNotification', boot);
        const newer = await connectRpcStation(system.otherStationsUrl, `CP-${n}`);
        const answers = await Promise.allSettled(
          [older, newer].map((station) => station.call('StartTransaction', startOf(startedAt))),
        );
        const again = await newer.call('StartTransaction', startOf(startedAt));
        for (const answer of answers) if (answer.status === 'fulfilled') expect(answer.value).toEqual(again);
        await stop(newer, again.transactionId, startedAt);
        await close(older, newer);
        return again.transactionId as number;
      }),
    );
    for (const [n, label] of labels.entries()) await expectOne(`CP-${n}`, label);
  });
});
