import { readOptions, USAGE, UsageError } from './config';
import { runFleet } from './fleet';
import { profiles } from './profiles';
import { TinyCsms, until } from './testing/tiny-csms';

let csms: TinyCsms;

beforeEach(async () => {
  csms = await TinyCsms.listen();
});

afterEach(() => csms.close());

describe('A fleet', () => {
  it('boots, charges in its own rhythm, ends politely, and its ledger equals what the CSMS heard', async () => {
    const lines: string[] = [];
    const fleet = await runFleet({
      url: csms.url,
      count: 6,
      connectors: 2,
      speed: 1_500,
      seed: 'six',
      reconnectMinMs: 20,
      log: (line) => lines.push(line),
    });
    await until(() => csms.of('StopTransaction').length >= 12, 'twelve sessions');
    fleet.stations[0]?.goOffline();
    await until(() => csms.of('StopTransaction').length >= 16, 'some more');
    fleet.stations[0]?.goOnline();
    await fleet.stop({ endSessions: true });

    const ledger = fleet.ledger();
    expect(ledger.every(({ acknowledged }) => acknowledged.start && acknowledged.stop)).toBe(true);
    expect(ledger.every(({ givenUp }) => givenUp === 0)).toBe(true);
    const stops = new Map(csms.of('StopTransaction').map(({ payload }) => [payload['transactionId'], payload]));
    expect(stops.size).toBe(ledger.length);
    for (const { transactionId, meterStopWh, stoppedAt, reason } of ledger) {
      expect(stops.get(transactionId)).toMatchObject({ meterStop: meterStopWh, timestamp: stoppedAt, reason });
    }
    expect(fleet.stations.flatMap((station) => station.faults())).toEqual([]);
    expect(lines.find((line) => line.includes('stopped'))).toMatch(
      /^\d\d:\d\d:\d\d {2}SIM-000\d #\d {3}stopped \(\w+\) {2}\d+\.\d\d kWh$/,
    );
  });

  it('of all versions charges alike, and each ledger equals what the CSMS heard', async () => {
    const fleet = await runFleet({
      url: csms.url,
      count: 6,
      version: 'mixed',
      speed: 1_500,
      seed: 'mixed',
      reconnectMinMs: 20,
    });
    const ended = (): Record<string, any>[] =>
      // By id: one whose answer was lost with the connection is sent again.
      [
        ...new Map(
          csms
            .of('TransactionEvent')
            .flatMap(({ payload }) => (payload['eventType'] === 'Ended' ? [payload] : []))
            .map((payload): [string, Record<string, any>] => [
              (payload['transactionInfo'] as { transactionId: string }).transactionId,
              payload,
            ]),
        ).values(),
      ];
    await until(() => ended().length >= 6, 'six sessions of 2.x');
    fleet.stations[1]?.goOffline();
    await until(() => ended().length >= 9, 'some more');
    fleet.stations[1]?.goOnline();
    await fleet.stop({ endSessions: true });

    expect([...csms.protocols.values()].sort()).toEqual([
      'ocpp1.6',
      'ocpp1.6',
      'ocpp2.0.1',
      'ocpp2.0.1',
      'ocpp2.1',
      'ocpp2.1',
    ]);
    const ledger = fleet.ledger();
    expect(ledger.every(({ acknowledged }) => acknowledged.start && acknowledged.stop)).toBe(true);
    const texts = ledger.filter(({ transactionId }) => typeof transactionId === 'string');
    expect(texts).toHaveLength(ended().length);
    for (const { transactionId, meterStopWh, stoppedAt, reason } of texts) {
      const end = ended().find(({ transactionInfo }) => transactionInfo.transactionId === transactionId);
      expect(end).toMatchObject({ timestamp: stoppedAt, transactionInfo: { stoppedReason: reason } });
      expect(end?.['meterValue'].at(-1).sampledValue[0]).toMatchObject({
        context: 'Transaction.End',
        value: meterStopWh,
      });
    }
    expect(fleet.stations.flatMap((station) => station.faults())).toEqual([]);
  });

  it('is the same fleet again with the same seed', async () => {
    const boots: unknown[] = [];
    const meters: number[] = [];
    for (let run = 0; run < 2; run++) {
      const fleet = await runFleet({ url: csms.url, count: 2, seed: 7, rhythm: 'none', connectsPerSecond: 1_000 });
      await until(() => fleet.stations.every((station) => station.ready), 'acceptance');
      meters.push(...fleet.stations.map((station) => station.meterWh()));
      const booted = csms.of('BootNotification').slice(-2);
      boots.push(...booted.sort((a, b) => a.station.localeCompare(b.station)));
      await fleet.stop();
    }
    expect(boots[0]).not.toEqual(boots[1]);
    expect(boots.slice(2)).toEqual(boots.slice(0, 2));
    expect(meters.slice(2)).toEqual(meters.slice(0, 2));
  });
});

describe('The command line', () => {
  it('reads its options, and takes the admin token from the environment', () => {
    const args = ['--stations', '3', '--token', 'A', '--token', 'B', '--api', 'http://x/api/v1/'];
    expect(readOptions(args, { CHARGEBUS_TOKEN: 't' })).toMatchObject({
      stations: 3,
      tokens: ['A', 'B'],
      api: 'http://x/api/v1',
      adminToken: 't',
      speed: 10,
      version: '1.6',
    });
    expect(readOptions(['--ocpp', '2.1'], {})).toMatchObject({ version: '2.1', profile: 'generic' });
    expect(readOptions(['--ocpp', '2.0.1', '--token', 'X'.repeat(36)], {})).toMatchObject({ version: '2.0.1' });
  });

  it('tells every profile with what it does', () => {
    for (const [name, { about }] of Object.entries(profiles)) {
      expect(USAGE).toContain(`  ${name.padEnd(17)}  ${about}`);
      expect(readOptions(['--profile', name], {})).toMatchObject({ profile: name });
    }
  });

  it('names every fault at once', () => {
    const faulty = (): unknown => readOptions(['--stations', '0', '--speed', 'fast', '--profile', 'x'], {});
    expect(faulty).toThrow(UsageError);
    expect(faulty).toThrow(/--stations: .*\n--speed: .*\n--profile: /);
    expect(() => readOptions(['--ocpp', '1.5', '--token', 'X'.repeat(21)], {})).toThrow(/--ocpp: .*\n--token: /);
    expect(() => readOptions(['--ocpp', 'mixed', '--profile', 'go-e'], {})).toThrow(/--ocpp: go-e speaks 1\.6/);
    expect(() => readOptions(['--profile', 'go-e', '--connectors', '2'], {})).toThrow(/--connectors: go-e has 1/);
    expect(() => readOptions(['--warp'], {})).toThrow(UsageError);
  });
});
