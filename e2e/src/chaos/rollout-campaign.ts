import { Random, SimulatedStation, type FirmwareFault } from '@chargebus/station-simulator';
import { listen } from '../support/event-client';
import { uploadImage } from '../support/firmware-images';
import { startFiveProcesses, type FiveProcesses } from '../support/five-processes';
import type { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { checkRollout, type RolloutUpdate, type RolloutStation } from './check-rollout';
import { readAll } from './rehearse';
import { POLICY } from './rollout-policy';

export interface RolloutCampaignOptions {
  stations: number;
  seed: string;
  /** The parts of all stations that have ended when firmware distribution is killed. */
  killAt: readonly number[];
  say(line: string): void;
}

export interface RolloutReport {
  stations: number;
  kills: number;
  halts: number;
  resumed: number;
  /** Stations by their state in the end, as the rollout tells. */
  counts: Record<string, number>;
  /** Kinds of the facts that were heard, in their order. */
  facts: string[];
  tries: number;
  /** What is not as the stations themselves say, or not as the rollout was told. */
  differences: string[];
}

/** A station as it sees itself. */
export interface OwnStory {
  readonly id: string;
  readonly fault: FirmwareFault | undefined;
  /** Times it began to install. */
  installed: number;
  /** Times it was told to fetch. */
  begun: number;
}

const OLD = '1.0.0';
const NEW = '2.0.0';
const FAULTS: readonly FirmwareFault[] = [
  'download-failed',
  'invalid-signature',
  'installation-failed',
  'wrong-version',
];
/** One of so many stations fails. */
const ONE_FAILS_OF = 10;
const MOMENT_MS = 120_000;
const TIMES = {
  FIRMWARE_ANSWER_TIMEOUT_S: '20',
  FIRMWARE_START_TIMEOUT_S: '120',
  FIRMWARE_DOWNLOAD_TIMEOUT_S: '180',
  FIRMWARE_INSTALL_TIMEOUT_S: '180',
  FIRMWARE_BOOT_TIMEOUT_S: '120',
  FIRMWARE_RECHECK_S: '1',
};

/**
 * An image is brought to many stations, of which one in ten fails, wave by wave; the rollout halts by itself and is resumed, and
 * firmware distribution is killed on the way. In the end its report must be what the stations themselves went through.
 */
export async function runRolloutCampaign(options: RolloutCampaignOptions): Promise<RolloutReport> {
  const { stations, seed, say } = options;
  say('starting five services, PostgreSQL and nats-server …');
  const system = await startFiveProcesses({ env: TIMES });
  const fleet: { station: SimulatedStation; own: OwnStory }[] = [];
  const events = await listen(system.url, system.api.token ?? '', '?kind=rollout.*');
  try {
    fleet.push(...(await switchOn(stations, seed, system)));
    say(`${stations} stations are online`);
    const imageId = await uploadImage(system.api, { version: NEW, signed: true, bytes: 400_000 });
    const order = {
      ...{ name: 'campaign', imageId, selector: { currentVersion: OLD } },
      policy: { ...POLICY, haltAfterEnded: Math.ceil(stations * 0.25), haltAfterNotBack: stations },
    };
    const rehearsed = await system.api.post('/firmware/rollouts?dryRun=true', order);
    if (rehearsed.body['counts']?.update !== stations) throw new Error(JSON.stringify(rehearsed.body).slice(0, 500));
    const started = await system.api.post('/firmware/rollouts', order);
    if (started.status !== 201) throw new Error(JSON.stringify(started.body));
    const course = await follow(system, started.body['id'] as string, options);
    const rows = (await readAll(
      system,
      `/firmware/rollouts/${started.body['id']}/stations`,
    )) as unknown as RolloutStation[];
    const updates = (await readAll(
      system,
      `/firmware/updates?rolloutId=${started.body['id']}`,
    )) as unknown as RolloutUpdate[];
    const facts = await until('the last fact', () => {
      const kinds = events.heard.map(({ fact }) => `${fact.kind} ${fact.data['status']}`);
      return kinds.includes('rollout.status-changed completed') ? kinds : undefined;
    });
    const stories = fleet.map(({ own }) => own);
    return { stations, ...course, facts, tries: updates.length, differences: checkRollout(stories, rows, updates) };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${system.output()}`, { cause: error });
  } finally {
    events.leave();
    await Promise.all(fleet.map(({ station }) => station.stop()));
    await system.stop();
  }
}

async function switchOn(count: number, seed: string, { stationsUrl: url, api }: FiveProcesses) {
  const fleet = Array.from({ length: count }, (_, n) => {
    const fault = n % ONE_FAILS_OF === 3 ? FAULTS[Math.floor(n / ONE_FAILS_OF) % FAULTS.length] : undefined;
    const id = `FW-${String(n + 1).padStart(4, '0')}`;
    const own: OwnStory = { id, fault, installed: 0, begun: 0 };
    const station = new SimulatedStation({
      ...{ url, id, seed: `${seed} ${id}`, version: n % 2 === 0 ? '1.6' : '2.0.1', firmwareVersion: OLD },
      ...{ rebootMs: 200, reconnectMinMs: 100, reconnectMaxMs: 1_000, bootRetryMs: 500 },
      firmware: { breaks: n % 3, ...(fault && { fault }) },
    });
    station.on('happened', ({ what }) => {
      if (what === 'firmware: Installing') own.installed += 1;
      if (what === 'firmware: Downloading') own.begun += 1;
    });
    return { station, own };
  });
  await Promise.all(fleet.map(({ station }) => station.start()));
  const known = async (): Promise<boolean> => {
    const shown = await readAll({ api }, '/stations?connected=true');
    return shown.filter(({ boot }) => boot.status === 'accepted').length === count;
  };
  await until('the registry to know them all', known, MOMENT_MS, 250);
  return fleet;
}

/** Kills the service on the way, resumes what has halted, and waits for the end. */
async function follow(
  system: FiveProcesses,
  id: string,
  { stations, say, seed, killAt }: RolloutCampaignOptions,
): Promise<Pick<RolloutReport, 'kills' | 'halts' | 'resumed' | 'counts'>> {
  const firmware = system.services.firmware[0] as ServiceProcess;
  const random = new Random(seed);
  let [kills, halts, resumed, last] = [0, 0, 0, 0];
  const look = async (): Promise<Record<string, number> | undefined> => {
    const { body } = await system.api.get(`/firmware/rollouts/${id}`);
    const counts = body['counts'] as Record<string, number>;
    const ended = (counts['done'] ?? 0) + (counts['failed'] ?? 0) + (counts['unverified'] ?? 0);
    if (ended !== last) say(`${ended} of ${stations} ended, ${counts['updating']} under way, wave ${body['wave']}`);
    last = ended;
    if (body['status'] === 'halted') {
      halts += 1;
      say(`halted by ${body['reason']} with ${counts['failed']} of ${ended} failed`);
      if ((await system.api.post(`/firmware/rollouts/${id}/resume`)).status === 200) resumed += 1;
    }
    const nextKillAt = killAt[kills];
    if (nextKillAt !== undefined && ended >= stations * nextKillAt) {
      await new Promise((resolve) => setTimeout(resolve, random.between(0, 500)));
      firmware.kill('SIGKILL');
      await firmware.ended();
      firmware.start();
      kills += 1;
      say(`firmware distribution killed with ${ended} of ${stations} stations ended`);
      await until('it to be ready', () => firmware.ready(), MOMENT_MS);
    }
    return body['status'] === 'completed' ? counts : undefined;
  };
  const counts = await until('the rollout to end', look, 240_000 + stations * 4_000, 200);
  return { kills, halts, resumed, counts };
}
