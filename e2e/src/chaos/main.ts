import { inspect, parseArgs } from 'node:util';
import type { OcppVersion } from '@chargebus/station-simulator';
import { runBillingCampaign } from './billing-campaign';
import { FAULTS, losesCommits } from './faults';
import { printCampaign, printReport } from './print-report';
import { runRolloutCampaign } from './rollout-campaign';
import { runChaos, type ChaosOptions } from './run-chaos';

/** What the issue of a killed gateway promises: its stations are shown offline by then. */
const OFFLINE_WITHIN_MS = 15_000;

/** With the log away this long the gateways close their sockets (1013), and stations begin sessions by themselves. */
const LOG_AWAY_MS = 20_000;

const USAGE = `Stations charge on the five services in processes of their own, one process after the other is taken away and
comes back, and in the end every session and bill is compared with what the stations counted. Exit code 1 on any difference.

npm run chaos -- [options]
  --stations N     how many (100)
  --ocpp VERSIONS  what they speak, in turn (1.6,2.0.1)
  --replicas N     processes of each service with tables, of which one is taken away (1)
  --kill NAMES     all, or some of ${FAULTS.slice(0, 4).join(', ')},
                   ${FAULTS.slice(4, 7).join(', ')},
                   ${FAULTS.slice(7, 9).join(', ')},
                   ${FAULTS.slice(9).join(', ')} (all);
                   "-behind": all or one service's tables are put back to what they were --lost seconds ago
  --lost SECONDS   how many of the last seconds' commits are lost (8)
  --pause          SIGSTOP and SIGCONT instead of SIGKILL and a new start; nothing is lost by that
  --away SECONDS   how long each process is away (8); a single nats-server at least 20
  --seed TEXT      the same seed gives the same drivers
  --only billing   billing is killed at every step of --sessions sessions (200), 20 at once, and facts are delivered again
  --only rollout   firmware goes to --stations stations (300), one in ten fails; firmware distribution is killed three times
  --help           this text`;

/** Of its stations have ended by then. */
const KILL_ROLLOUT_AT = [0.1, 0.35, 0.7];

const VERSIONS: readonly OcppVersion[] = ['1.6', '2.0.1'];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

class UsageError extends Error {}

type Options = Omit<ChaosOptions, 'say'>;
const CHARGE_AT_ONCE = 20;

/** What the command line asks for. @throws UsageError that says what is wrong with it */
function readOptions():
  Options | { campaign: number; seed: string } | { rollout: number; seed: string } | { help: true } {
  const values = parseCommandLine();
  if (values.help) return { help: true };
  if (values.only !== undefined && !['billing', 'rollout'].includes(values.only)) {
    throw new UsageError('--only: billing or rollout');
  }
  const words = (text: string): string[] => text.split(',').map((word) => word.trim());
  const among = <T extends string>(option: string, text: string, known: readonly T[]): T[] => {
    const unknown = words(text).filter((word) => !known.includes(word as T));
    if (unknown.length > 0) throw new UsageError(`${option}: there is no ${unknown.join(', ')}; ${known.join(', ')}`);
    return words(text) as T[];
  };
  const number = (option: string, text: string, least: number, most: number): number => {
    const value = Number(text);
    if (value >= least && value <= most) return value;
    throw new UsageError(`${option}: ${least} to ${most}`);
  };
  if (values.only === 'rollout') {
    return { rollout: Math.floor(number('--stations', values.stations ?? '300', 20, 9_999)), seed: values.seed };
  }
  if (values.only) return { campaign: number('--sessions', values.sessions, 1, 100_000), seed: values.seed };
  const awayMs = number('--away', values.away, 1, 600) * 1_000;
  const able = FAULTS.filter((fault) => !values.pause || !losesCommits(fault));
  return {
    stations: Math.floor(number('--stations', values.stations ?? '100', 2, 9_999)),
    versions: among('--ocpp', values.ocpp, VERSIONS),
    replicas: Math.floor(number('--replicas', values.replicas, 1, 4)),
    faults: values.kill === 'all' ? able : among('--kill', values.kill, able),
    how: values.pause ? 'pause' : 'kill',
    lostMs: number('--lost', values.lost, 1, 600) * 1_000,
    awayMs: (fault) => Math.max(awayMs, fault === 'nats-server' ? LOG_AWAY_MS : 0),
    seed: values.seed,
  };
}

function parseCommandLine() {
  try {
    return parseArgs({
      options: {
        stations: { type: 'string' },
        ocpp: { type: 'string', default: VERSIONS.join(',') },
        replicas: { type: 'string', default: '1' },
        kill: { type: 'string', default: 'all' },
        pause: { type: 'boolean', default: false },
        away: { type: 'string', default: '8' },
        lost: { type: 'string', default: '8' },
        seed: { type: 'string', default: String(Date.now()) },
        only: { type: 'string' },
        sessions: { type: 'string', default: '200' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if ('help' in options) return say(USAGE);
  const began = Date.now();
  const elapsed = (): string => `${((Date.now() - began) / 1_000).toFixed(0)} s`;
  const tell = (line: string): void => say(`${elapsed().padStart(6)}  ${line}`);
  if ('campaign' in options) {
    const stations = Math.min(CHARGE_AT_ONCE, options.campaign);
    const rounds = Math.ceil(options.campaign / stations);
    const campaign = await runBillingCampaign({ stations, rounds, seed: options.seed, say: tell });
    for (const line of printCampaign(campaign)) say(line);
    say(`seed ${options.seed}, ${elapsed()}`);
    process.exit(campaign.differences.length === 0 && campaign.billedCents === campaign.countedCents ? 0 : 1);
  }
  if ('rollout' in options) {
    const { differences, ...told } = await runRolloutCampaign({
      stations: options.rollout,
      seed: options.seed,
      killAt: KILL_ROLLOUT_AT,
      say: tell,
    });
    say(inspect(told, { breakLength: 120 }));
    for (const difference of differences) say(difference);
    say(`${differences.length} differences, seed ${options.seed}, ${elapsed()}`);
    process.exit(differences.length === 0 && told.kills === KILL_ROLLOUT_AT.length && told.halts > 0 ? 0 : 1);
  }
  const report = await runChaos({ ...options, say: tell });
  for (const line of printReport(report)) say(line);
  const late = report.faults.filter(({ shownOfflineMs }) => (shownOfflineMs ?? 0) > OFFLINE_WITHIN_MS);
  for (const { victim } of late) {
    say(`${victim}: its stations were shown offline too late, ${OFFLINE_WITHIN_MS / 1_000} s are promised`);
  }
  say(`seed ${options.seed}, ${elapsed()}`);
  process.exit(report.differences.length + late.length === 0 ? 0 : 1);
}

// The servers and services that it started go with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof UsageError ? `${error.message}\n\n${USAGE}` : inspect(error)}\n`);
  process.exit(2);
});
