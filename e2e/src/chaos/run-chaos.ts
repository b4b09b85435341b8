import type { OcppVersion } from '@chargebus/station-simulator';
import { PARTITIONS, startFiveProcesses, type FiveProcesses } from '../support/five-processes';
import { until } from '../support/until';
import { CHAOS_TARIFF } from './expected-bill';
import { ChargingDay, tokenOf } from './charging-day';
import { compare, type Difference, type Item, type OwnCount } from './compare';
import { compareSamples } from './compare-samples';
import { compareCosts, compareStations, findGaps } from './compare-states';
import { losesCommits, onThreeNodes, type FaultName, type How } from './faults';
import { LogPositions } from './log-positions';
import { gatewayOf, readAll, rehearse, untilEachCharged, type FaultReport, type Stage } from './rehearse';

export interface ChaosOptions {
  stations: number;
  /** What they speak; several take turns. */
  versions: readonly OcppVersion[];
  /** Processes of each service with tables; the first one is taken away. Of gateways there are two in any case. */
  replicas: number;
  faults: readonly FaultName[];
  how: How;
  /** How long each process is away; a killed gateway until its stations are shown offline. */
  awayMs(fault: FaultName): number;
  /** How many of the last seconds' commits are lost, in ms, where a fault loses any. */
  lostMs: number;
  seed: string;
  say(line: string): void;
}

export interface ChaosReport {
  faults: FaultReport[];
  sessions: number;
  energyWh: number;
  /** Cards that were not accepted. */
  refusals: string[];
  /** Messages that had to be sent again, and attempts to connect that failed or were refused. */
  retries: number;
  failedConnects: number;
  differences: Difference[];
}

const SETTLE_MS = 120_000;
/** What comes later than this after all readers are at the end is a fault. */
const LATE_MS = 30_000;
const CONNECTS_A_SECOND = 25;

/** Runs all faults, those that need three nats-servers on a system of their own, and compares in the end. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const stages = [
    { natsNodes: 1, faults: options.faults.filter((fault) => !onThreeNodes(fault)) },
    { natsNodes: 3, faults: options.faults.filter(onThreeNodes) },
  ] as const;
  const reports: ChaosReport[] = [];
  for (const { natsNodes, faults } of stages) {
    if (faults.length > 0) reports.push(await runStage({ ...options, faults }, natsNodes));
  }
  const sum = (of: (report: ChaosReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
  return {
    faults: reports.flatMap(({ faults }) => faults),
    sessions: sum(({ sessions }) => sessions),
    energyWh: sum(({ energyWh }) => energyWh),
    refusals: reports.flatMap(({ refusals }) => refusals),
    retries: sum(({ retries }) => retries),
    failedConnects: sum(({ failedConnects }) => failedConnects),
    differences: reports.flatMap(({ differences }) => differences),
  };
}

async function runStage(options: ChaosOptions, natsNodes: 1 | 3): Promise<ChaosReport> {
  const { say } = options;
  say(`starting five services (two gateways), PostgreSQL and ${natsNodes} nats-server${natsNodes === 3 ? 's' : ''} …`);
  const { replicas: each } = options;
  const system = await startFiveProcesses({
    natsNodes,
    replicas: { gateway: 2, registry: each, sessions: each, billing: each },
  });
  const positions = await LogPositions.open(system.servers, PARTITIONS);
  const all = daysOf(system, options, options.faults.filter(losesCommits).length);
  const [days, latecomers] = [all.slice(0, options.stations), all.slice(options.stations)];
  try {
    await introduce(all, system);
    await beginDays(days, say);
    const stage: Stage = { system, days, latecomers, positions, say };
    const faults: FaultReport[] = [];
    for (const fault of options.faults)
      faults.push(
        await rehearse({ fault, how: options.how, awayMs: options.awayMs(fault), lostMs: options.lostMs }, stage),
      );
    say('the last cars leave …');
    await Promise.all(days.map((day) => day.end()));
    await Promise.all(days.map((day) => day.settled()));
    const counted = days.flatMap((day) => day.ledger());
    const differences = [
      ...(await compareAll(counted, stage)),
      ...days.flatMap((day) => wireFaults(day)),
      ...(await positions.quarantined()).map((what) => ({ station: '', startedAt: null, what })),
    ];
    return {
      faults,
      sessions: counted.length,
      energyWh: counted.reduce((sum, own) => sum + (own.meterStopWh ?? own.meterStartWh) - own.meterStartWh, 0),
      refusals: days.flatMap(({ refusals }) => refusals),
      retries: days.reduce((sum, { station }) => sum + station.counters.retries, 0),
      failedConnects: days.reduce((sum, { station }) => sum + station.counters.refusedConnects, 0),
      differences,
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${system.output()}`, { cause: error });
  } finally {
    await Promise.all(days.map(({ station }) => station.stop()));
    await positions.close();
    await system.stop();
  }
}

/** The same number of stations on each gateway, and there of each version; `late` more that are not switched on yet. */
function daysOf(system: FiveProcesses, { stations, versions, seed }: ChaosOptions, late: number): ChargingDay[] {
  return Array.from(
    { length: stations + late },
    (_, n) =>
      new ChargingDay({
        url: system.stationsUrls[gatewayOf(n, system)] as string,
        id: `CHAOS-${String(n + 1).padStart(4, '0')}`,
        version: versions[Math.floor(n / system.stationsUrls.length) % versions.length] as OcppVersion,
        seed,
        api: system.api,
      }),
  );
}

/** The platform gets to know the tariff and every token. */
async function introduce(days: readonly ChargingDay[], { api }: FiveProcesses): Promise<void> {
  const tariff = await api.post('/tariffs', CHAOS_TARIFF);
  if (tariff.status !== 201) throw new Error(`no tariff: ${tariff.status} ${JSON.stringify(tariff.body)}`);
  for (const { id } of days) {
    const { status, body } = await api.put(`/tokens/${tokenOf(id)}`, { status: 'accepted', type: 'rfid' });
    if (status >= 300) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
  }
}

/** Stations are switched on, and each charges once: from then on the gateways know their tokens. */
async function beginDays(days: readonly ChargingDay[], say: Stage['say']): Promise<void> {
  say(`${days.length} stations connect …`);
  const begun = days.map(async (day, n) => {
    await new Promise((resolve) => setTimeout(resolve, (n * 1_000) / CONNECTS_A_SECOND));
    await day.begin();
  });
  void Promise.all(begun);
  await until(
    'every station to be accepted',
    () => {
      const missing = days.filter(({ station }) => !station.ready).map(({ id }) => id);
      if (missing.length > 0) throw new Error(`not accepted: ${missing.join(', ')}`);
      return true;
    },
    SETTLE_MS,
  );
  const inVain = days.reduce((sum, { station }) => sum + station.counters.refusedConnects, 0);
  say(`all are accepted, after ${inVain} connects in vain; each charges once …`);
  await untilEachCharged(days, '');
}

/** Looks until nothing differs any more or the time is up, and once more when all is read: a double may come late. */
async function compareAll(counted: readonly OwnCount[], { system, positions, say }: Stage): Promise<Difference[]> {
  const read = (path: string): Promise<Item[]> => readAll(system, path);
  const look = async (): Promise<Difference[]> => {
    const [sessions, bills, stations] = [await read('/sessions'), await read('/bills'), await read('/stations')];
    const shown = [...compareCosts(sessions, bills), ...findGaps(bills), ...compareStations(stations)];
    return [...compare(counted, sessions, bills), ...shown];
  };
  say(`comparing ${counted.length} sessions and their bills …`);
  await positions.caughtUp(SETTLE_MS);
  await until('no difference', async () => (await look()).length === 0, LATE_MS, 1_000).catch(() => undefined);
  await positions.caughtUp(SETTLE_MS);
  return [...(await look()), ...(await compareSamples(counted, await read('/sessions'), read))];
}

function wireFaults({ id, station }: ChargingDay): Difference[] {
  const { callErrors } = station.counters;
  const faults = station.faults().map(({ kind, detail }) => `${kind}: ${detail}`);
  if (callErrors > 0) faults.push(`${callErrors} of its calls were answered with an error`);
  return faults.map((what) => ({ station: id, startedAt: null, what }));
}
