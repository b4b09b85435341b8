import { inspect, parseArgs } from 'node:util';
import { printReport } from './print-report';
import { runFuzz } from './run-fuzz';

const USAGE = `Odd stations send mutated frames of OCPP 1.6, 2.0.1 and 2.1, and raw bytes, at the built platform, while well-behaved
stations charge beside them. Exit code 1 if it falls, hangs, grows, or lets the others feel it.

npm run fuzz -- [options]
  --frames N          in all (100000)
  --stations N        well-behaved stations (20)
  --odd-stations N    that send the frames (24)
  --rate N            frames a second of all odd stations together; as many as go through unless told
  --seconds-limit N   stop sending after so long (3600)
  --quiet-seconds N   how long the well-behaved stations charge alone before (15)
  --seed TEXT         the same seed gives the same frames
  --profile FOLDER    writes a CPU profile of the services there
  --help              this text`;

class UsageError extends Error {}

function readOptions() {
  try {
    return parseArgs({
      options: {
        frames: { type: 'string', default: '100000' },
        stations: { type: 'string', default: '20' },
        'odd-stations': { type: 'string', default: '24' },
        rate: { type: 'string' },
        'seconds-limit': { type: 'string', default: '3600' },
        'quiet-seconds': { type: 'string', default: '15' },
        seed: { type: 'string', default: String(Date.now()) },
        profile: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UsageError(`${option}: a whole number from 1`);
}

async function main(): Promise<void> {
  const values = readOptions();
  if (values.help) return console.log(USAGE);
  const began = Date.now();
  console.log(`seed ${values.seed}`);
  const report = await runFuzz({
    frames: count('--frames', values.frames),
    stations: count('--stations', values.stations),
    oddStations: count('--odd-stations', values['odd-stations']),
    rate: values.rate === undefined ? undefined : count('--rate', values.rate),
    limitMs: count('--seconds-limit', values['seconds-limit']) * 1_000,
    quietMs: count('--quiet-seconds', values['quiet-seconds']) * 1_000,
    seed: values.seed,
    profile: values.profile,
    say: (line) => console.log(`${((Date.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}`),
  });
  for (const line of printReport(report)) console.log(line);
  console.log(`seed ${values.seed}`);
  process.exit(report.faults.length === 0 ? 0 : 1);
}

// The servers and the platform that it started go with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof UsageError ? `${error.message}\n\n${USAGE}` : inspect(error)}\n`);
  process.exit(2);
});
