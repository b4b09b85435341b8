import { inspect, parseArgs } from 'node:util';
import { FAULTS, type FaultName } from './faults';
import { printReport } from './print-report';
import { runChaos } from './run-chaos';

/** What the issue of a killed gateway promises: its stations are shown offline by then. */
const OFFLINE_WITHIN_MS = 15_000;

/** With the log away this long the gateways close their sockets (1013), and stations begin sessions by themselves. */
const LOG_AWAY_MS = 20_000;

const USAGE = `Stations charge on the five services in processes of their own, one process after the other is taken away and
comes back, and in the end every session and bill is compared with what the stations counted. Exit code 1 on any difference.

npm run chaos -- [options]
  --stations N     how many (100)
  --kill NAMES     all, or some of ${FAULTS.join(', ')} (all)
  --pause          SIGSTOP and SIGCONT instead of SIGKILL and a new start
  --away SECONDS   how long each process is away (8); a single nats-server at least 20
  --seed TEXT      the same seed gives the same drivers
  --help           this text`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stations: { type: 'string', default: '100' },
      kill: { type: 'string', default: 'all' },
      pause: { type: 'boolean', default: false },
      away: { type: 'string', default: '8' },
      seed: { type: 'string', default: String(Date.now()) },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(USAGE);
  const [stations, awayS] = [Number(values.stations), Number(values.away)];
  const names = values.kill === 'all' ? FAULTS : values.kill.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !FAULTS.includes(name as FaultName));
  if (unknown.length > 0)
    throw new Error(`--kill: there is no ${unknown.join(', ')}; all, or some of ${FAULTS.join(', ')}`);
  if (!Number.isInteger(stations) || stations < 2) throw new Error('--stations: a whole number, 2 or more');
  if (!(awayS > 0 && awayS <= 600)) throw new Error('--away: seconds, up to 600');

  const began = Date.now();
  const report = await runChaos({
    stations,
    faults: names as FaultName[],
    how: values.pause ? 'pause' : 'kill',
    awayMs: (fault) => Math.max(awayS * 1_000, fault === 'nats-server' ? LOG_AWAY_MS : 0),
    seed: values.seed,
    say: (line) => say(`${((Date.now() - began) / 1_000).toFixed(0).padStart(4)} s  ${line}`),
  });
  for (const line of printReport(report)) say(line);
  const late = report.faults.filter(({ shownOfflineMs }) => (shownOfflineMs ?? 0) > OFFLINE_WITHIN_MS);
  for (const { victim } of late)
    say(`${victim}: its stations were shown offline too late, ${OFFLINE_WITHIN_MS / 1_000} s are promised`);
  say(`seed ${values.seed}, ${((Date.now() - began) / 1_000).toFixed(0)} s`);
  process.exit(report.differences.length + late.length === 0 ? 0 : 1);
}

// The servers and services that it started go with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

void main().catch((error: unknown) => {
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(2);
});
