import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { Random, SimulatedStation, type OcppVersion } from '@chargebus/station-simulator';
import { PARTITIONS, startFiveProcesses, untilReady, type FiveProcesses } from '../support/five-processes';
import { REPOSITORY, type ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { tokenOf } from './charging-day';
import { compare, type Difference, type Item, type OwnCount } from './compare';
import { findGaps } from './compare-states';
import { CHAOS_TARIFF, expectedBill } from './expected-bill';
import { LogPositions } from './log-positions';
import { readAll } from './rehearse';
import { RetoldFacts } from './retold-facts';

export interface CampaignOptions {
  /** All charge at once, so that a kill hits as many sessions at the same step. */
  stations: number;
  rounds: number;
  seed: string;
  say(line: string): void;
}

export interface CampaignReport {
  sessions: number;
  kills: number;
  /** Facts that were delivered again, late and in another order. */
  retold: number;
  bills: number;
  /** In cents, by the stations' own counts and by the bills. */
  countedCents: bigint;
  billedCents: bigint;
  differences: Difference[];
}

const MOMENT_MS = 120_000;
/** Billing is killed so long after a step began: before it has read of it, while it works on it, and after. */
const KILLED_WITHIN_MS = 500;
const RETOLD_EACH_KILL = 12;
const CARS = { capacityWh: 1_000_000 };

/** What each session goes through. Each step is begun by all stations, and billing dies during it. */
const STEPS: Record<string, (station: SimulatedStation) => Promise<void>> = {
  'plugs in': (station) => Promise.resolve(station.plugIn(1, CARS)),
  starts: async (station) => {
    const presented = await station.present(tokenOf(station.id), 1);
    if (presented !== 'started') throw new Error(`${station.id} did not start: ${presented}`);
  },
  'reads its meter': (station) => nextReading(station),
  'reads it again': (station) => nextReading(station),
  stops: async (station) => {
    await station.present(tokenOf(station.id), 1);
    await until(`${station.id} to stop`, () => station.session(1) === undefined, MOMENT_MS);
  },
  leaves: (station) => Promise.resolve(station.unplug(1)),
};

/**
 * Billing is killed at every step of every session, and facts are delivered again, late and in another order: in the end each
 * session has one bill, equal to what its station counted, and the numbers of the bills have no gap.
 */
export async function runBillingCampaign({ stations, rounds, seed, say }: CampaignOptions): Promise<CampaignReport> {
  say('starting five services, PostgreSQL and nats-server …');
  const system = await startFiveProcesses();
  const positions = await LogPositions.open(system.servers, PARTITIONS);
  const random = new Random(seed);
  const retold = await RetoldFacts.open(system.servers, random.fork('retold'));
  const billing = system.services.billing[0] as ServiceProcess;
  const fleet: { station: SimulatedStation; version: OcppVersion }[] = [];
  let kills = 0;
  try {
    fleet.push(...(await switchOn(stations, seed, system)));
    for (let round = 1; round <= rounds; round++) {
      for (const step of Object.values(STEPS)) {
        const taken = Promise.all(fleet.map(({ station }) => step(station)));
        taken.catch(() => undefined); // told where it is awaited
        await pause(random.between(0, KILLED_WITHIN_MS));
        billing.kill('SIGKILL');
        kills++;
        await billing.ended();
        await retold.tellAgain(RETOLD_EACH_KILL);
        billing.start();
        await taken;
        await until('billing to answer', () => billing.answers(), MOMENT_MS);
      }
      say(`${round * stations} sessions, billing killed ${kills} times`);
    }
    await Promise.all(fleet.map(({ station }) => station.settled(MOMENT_MS)));
    const counted = fleet.flatMap(({ station, version }) =>
      station.ledger().map((entry) => ({ ...entry, station: station.id, version })),
    );
    await untilReady([billing], MOMENT_MS);
    await positions.caughtUp(MOMENT_MS);
    const read = (path: string): Promise<Item[]> => readAll(system, path);
    const bills = await read('/bills');
    const quarantined = await positions.quarantined();
    return {
      sessions: counted.length,
      kills,
      retold: retold.count,
      bills: bills.length,
      countedCents: counted.reduce((sum, own) => sum + centsOf(expectedBill(own).total), 0n),
      billedCents: bills.reduce((sum, { total }) => sum + centsOf(total), 0n),
      differences: [
        ...compare(counted satisfies OwnCount[], await read('/sessions'), bills),
        ...findGaps(bills),
        ...[...quarantined, ...(await replayFaults(system.servers.postgres.url))].map(ofNoStation),
      ],
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${system.output()}`, { cause: error });
  } finally {
    await Promise.all(fleet.map(({ station }) => station.stop()));
    await retold.close();
    await positions.close();
    await system.stop();
  }
}

async function switchOn(
  count: number,
  seed: string,
  { api, stationsUrl: url }: FiveProcesses,
): Promise<{ station: SimulatedStation; version: OcppVersion }[]> {
  const tariff = await api.post('/tariffs', CHAOS_TARIFF);
  if (tariff.status !== 201) throw new Error(`no tariff: ${tariff.status} ${JSON.stringify(tariff.body)}`);
  const fleet = Array.from({ length: count }, (_, n) => {
    const id = `BILL-${String(n + 1).padStart(3, '0')}`;
    const version = n % 2 === 0 ? '1.6' : '2.0.1';
    const configuration = { MeterValueSampleInterval: '60', 'SampledDataCtrlr.TxUpdatedInterval': '60' };
    return {
      version,
      station: new SimulatedStation({ url, id, version, seed, tokens: [tokenOf(id)], speed: 60, configuration }),
    } as const;
  });
  for (const { station } of fleet) {
    const { status } = await api.put(`/tokens/${tokenOf(station.id)}`, { status: 'accepted', type: 'rfid' });
    if (status >= 300) throw new Error(`no token of ${station.id}: ${status}`);
  }
  await Promise.all(fleet.map(({ station }) => station.start()));
  return fleet;
}

/** Resolves when one more reading of the session was answered. */
async function nextReading(station: SimulatedStation): Promise<void> {
  const before = station.session(1)?.meterValuesAcknowledged ?? 0;
  await until(
    `a reading of ${station.id}`,
    () => (station.session(1)?.meterValuesAcknowledged ?? 0) > before,
    MOMENT_MS,
  );
}

/** What `npm run billing:replay` says where it finds differences, or fails. */
async function replayFaults(databaseUrl: string): Promise<string[]> {
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl };
  const args = ['scripts/billing-replay.mjs', '--from', '2000-01-01'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: REPOSITORY, env }, (error, stdout, stderr) =>
      resolve(error ? [`replay ended with ${error.code}: ${stdout}${stderr}`] : []),
    );
  });
}

const ofNoStation = (what: string): Difference => ({ station: '', startedAt: null, what });

const centsOf = (amount: string | null): bigint => BigInt((amount ?? '0').replace('.', ''));
