import { readOptions, USAGE, UsageError } from './config';
import { type Fleet, runFleet, tokenNames } from './fleet';
import { makeTokensKnown } from './known-tokens';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    say(USAGE);
    return;
  }
  const { stations: count, tokens, adminToken, api, password, seed, ...rest } = options;
  const own = Array.from({ length: count }, (_, at) => tokenNames(options.prefix, at + 1, options.connectors)).flat();
  if (adminToken !== undefined) say(await makeTokensKnown(api, adminToken, tokens.length > 0 ? tokens : own));
  say(`${count} stations connect to ${options.url}; cars charge ${options.speed} times as fast. Ctrl-C ends.`);
  const interrupted = new AbortController();
  const starting = runFleet({
    ...rest,
    signal: interrupted.signal,
    count,
    log: say,
    ...(tokens.length > 0 ? { tokens } : {}),
    ...(password === undefined ? {} : { password }),
    ...(seed === undefined ? {} : { seed }),
  });
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts += 1;
    if (interrupts > 1) process.exit(130);
    interrupted.abort();
    say('sessions end; Ctrl-C again drops everything');
    void starting.then(finish).then(() => process.exit(0));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  await starting;
}

async function finish(fleet: Fleet): Promise<void> {
  await fleet.stop({ endSessions: true });
  const ledger = fleet.ledger();
  const energyWh = ledger.reduce(
    (sum, entry) => sum + (entry.meterStopWh ?? entry.meterStartWh) - entry.meterStartWh,
    0,
  );
  const open = ledger.filter(({ acknowledged }) => !acknowledged.start || !acknowledged.stop).length;
  const faults = fleet.stations.reduce((sum, station) => sum + station.faults().length, 0);
  say(`${ledger.length} sessions, ${(energyWh / 1000).toFixed(2)} kWh; ${open} not acknowledged; ${faults} faults`);
}

main().catch((error: unknown) => {
  const message = error instanceof UsageError ? `${error.message}\n\n${USAGE}` : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
});
