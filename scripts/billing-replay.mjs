#!/usr/bin/env node
// `npm run billing:replay -- --from 2026-03-01 [--to 2026-04-01] [--tenant default]`: makes all bills anew from the facts that
// billing keeps, beside those that are there, and prints each difference. Works on DATABASE_URL, else on the data of `npm start`,
// running or not. Nothing is written. Exit code: 0 no difference, 1 differences, 2 it could not be done.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-install.mjs';

const USAGE = `npm run billing:replay -- --from DATE [--to DATE] [--tenant ID]
  --from    bills made from this day or instant on (2026-03-01 is its midnight in UTC)
  --to      bills made before this one (all)
  --tenant  of this tenant only (all)`;

class UsageError extends Error {}

function readOptions() {
  const string = { type: 'string' };
  let values;
  try {
    ({ values } = parseArgs({ options: { from: string, to: string, tenant: string } }));
  } catch (error) {
    throw new UsageError(error.message);
  }
  if (values.from === undefined) throw new UsageError('--from is missing');
  const [from, to] = ['from', 'to'].map((name) => toInstant(name, values[name]));
  if (to !== undefined && to <= from) throw new UsageError(`--to must be after --from: ${values.to}`);
  return { from, to, tenantId: values.tenant };
}

function toInstant(name, text) {
  if (text === undefined) return undefined;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = isDate || isInstant ? Date.parse(text) : NaN;
  // A day that there is not, such as 2026-02-30, would silently be another one.
  if (Number.isNaN(ms) || (isDate && !new Date(ms).toISOString().startsWith(text))) {
    throw new UsageError(`--${name} is no date: ${text}`);
  }
  return new Date(ms).toISOString();
}

/** The database given, else that of `npm start`: as it runs, or started for the time being. */
async function findDatabase() {
  const { findRunningPostgres, startInfra } = await import('../libs/embedded-infra/dist/index.js');
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, stop: () => undefined };
  const dir = process.env.CHARGEBUS_DIR ?? '.chargebus';
  const running = findRunningPostgres(join(dir, 'postgres'));
  if (running !== undefined) return { url: running, stop: () => undefined };
  // With a URL for NATS only PostgreSQL is started, and the folder is locked.
  const infra = await startInfra({ dir, natsUrl: 'nats://not-needed', onProgress: console.log });
  return { url: infra.databaseUrl, stop: () => infra.stop() };
}

async function main() {
  const range = readOptions();
  await ensureInstalled();
  await ensureBuilt('apps/transaction-billing', 'libs/embedded-infra');
  const { replayBills, openForReplay } = await import('../apps/transaction-billing/dist/use-cases/replay-bills.js');
  const database = await findDatabase();
  const began = performance.now();
  try {
    const dataSource = await openForReplay(database.url);
    try {
      const counts = await replayBills(dataSource, range, ({ tenantId, sessionId, billId, what }) => {
        const about = sessionId === null ? 'bills' : billId === null ? `session ${sessionId}` : `bill ${billId}`;
        const of = sessionId !== null && billId !== null ? ` of session ${sessionId}` : '';
        console.log(`tenant ${tenantId}, ${about}${of}: ${what}`);
      });
      const seconds = (performance.now() - began) / 1_000;
      const rss = Math.round(process.memoryUsage().rss / 2 ** 20);
      console.log(
        `${counts.bills} bills of ${counts.sessions} sessions made anew in ${seconds.toFixed(1)} s, ${counts.differing} differ; RSS ${rss} MiB`,
      );
      process.exitCode = counts.differing === 0 ? 0 : 1;
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.stop();
  }
}

process.chdir(new URL('..', import.meta.url).pathname);
try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 2;
}
