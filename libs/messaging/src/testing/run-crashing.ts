import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LogFixture } from './log-fixture';

/** Runs `crashing-process.ts` and resolves with the signal it died of. */
export async function runCrashing(what: string, log: LogFixture): Promise<NodeJS.Signals | null> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@chargebus/source',
      '-r',
      join(__dirname, 'ts-hook.cjs'),
      join(__dirname, 'crashing-process.ts'),
      what,
      log.nats.url,
      log.databaseUrl,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}
