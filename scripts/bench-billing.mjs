#!/usr/bin/env node
// `npm run bench:billing -- [--sessions 100000] [--export]`: sessions priced a second by the pure function, and bills stored a second on a
// real PostgreSQL, from the facts of sessions with a start, readings and an end. With `--export` the bills are then read as CSV from
// the service in a process of its own, whose memory is watched.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
const { values } = parseArgs({
  options: { sessions: { type: 'string', default: '100000' }, export: { type: 'boolean', default: false } },
});
const sessions = Number(values.sessions);
await ensureInstalled();
await ensureBuilt('apps/transaction-billing');

const billing = '../apps/transaction-billing/dist';
const { priceSession } = await import(`${billing}/domain/price-session.js`);
const { addPoints, beginUsage, usageUntil } = await import(`${billing}/domain/usage.js`);
const { priceUsage } = await import(`${billing}/domain/price-session.js`);
const { FactProjector } = await import(`${billing}/use-cases/project-facts.js`);
const { billingService } = await import(`${billing}/index.js`);
const { openDatabase } = await import('../libs/database/dist/index.js');
const { startNats, startPostgres } = await import('../libs/embedded-infra/dist/index.js');

const tariff = {
  id: '01900000-0000-7000-8000-000000000001',
  version: 1,
  name: 'bench',
  currency: 'EUR',
  vatPercent: '19',
  elements: [
    {
      priceComponents: [{ type: 'ENERGY', price: '0.49', stepSize: 1 }],
      restrictions: { startTime: '17:00', endTime: '21:00' },
    },
    {
      priceComponents: [
        { type: 'FLAT', price: '0.50', stepSize: 1 },
        { type: 'ENERGY', price: '0.35', stepSize: 1 },
        { type: 'PARKING_TIME', price: '6.00', stepSize: 60, graceSeconds: 600 },
      ],
    },
  ],
};
const rates = { tariff, timeZone: 'Europe/Berlin' };
const READINGS = 60;
const cpuSeconds = () => process.cpuUsage().user / 1e6;
const instant = (ms) => new Date(ms).toISOString();
const startOf = (n) => Date.parse('2026-03-01T00:00:00Z') + (n % 100_000) * 60_000;
const pointOf = (n, i) => ({ at: instant(startOf(n) + i * 60_000), energyWh: i * (100 + (n % 83)) });

function pricePure() {
  const points = Array.from({ length: 500 }, (_, n) => Array.from({ length: READINGS }, (_, i) => pointOf(n, i + 1)));
  const [began, cpu] = [performance.now(), cpuSeconds()];
  for (let n = 0; n < sessions; n++) {
    const list = points[n % 500];
    const startedAt = instant(startOf(n % 500));
    const activities = [{ at: list[50].at, activity: 'parked' }];
    priceSession({ startedAt, until: list.at(-1).at, energyWh: list.at(-1).energyWh, points: list, activities }, rates);
  }
  const seconds = (performance.now() - began) / 1_000;
  console.log(
    `priced: ${Math.round(sessions / seconds)} sessions/s (${sessions} sessions of ${READINGS} readings in ${seconds.toFixed(1)} s, ${Math.round(sessions / (cpuSeconds() - cpu))} a CPU second)`,
  );
}

function priceDay() {
  let usage = beginUsage(instant(startOf(0)));
  const steps = 86_400 / 5;
  const times = [];
  for (let i = 1; i <= steps; i++) {
    const began = performance.now();
    const point = { at: instant(startOf(0) + i * 5_000), energyWh: i * 10 };
    usage = addPoints(usage, [point], rates);
    priceUsage(usageUntil(usage, point.at, usage.wh, rates), rates);
    times.push(performance.now() - began);
  }
  const us = (list) => ((list.reduce((a, b) => a + b, 0) / list.length) * 1_000).toFixed(1);
  console.log(
    `running cost each 5 s for a day: first hour ${us(times.slice(0, 720))} µs a reading, last hour ${us(times.slice(-720))} µs; remembered ${JSON.stringify(usage).length} bytes`,
  );
}

async function storeBills() {
  const dir = mkdtempSync(join(tmpdir(), 'chargebus-bench-'));
  const postgres = await startPostgres({ dir: join(dir, 'postgres') });
  const dataSource = await openDatabase({ ...billingService.database, url: postgres.url, applicationName: 'bench' });
  try {
    await dataSource.query(
      `INSERT INTO tariff (tenant_id, id, version, name, currency, vat_percent, elements, created_at, actor_type, actor_id)
       VALUES ('default', $1, 1, 'bench', 'EUR', '19', $2, '2020-01-01', 'user', 'bench')`,
      [tariff.id, JSON.stringify(tariff.elements)],
    );
    await dataSource.query(`INSERT INTO tariff_assignment VALUES ('default', $1, 1, 'default', 'true', '2020-01-01')`, [
      tariff.id,
    ]);
    const projector = new FactProjector();
    let seq = 0;
    const apply = (facts) =>
      dataSource.transaction((em) =>
        projector.apply(
          facts.map((event) => ({ event, epoch: 'bench', seq: ++seq, index: 0, partition: 0 })),
          { em, publish: () => undefined },
        ),
      );
    const BATCH = 500;
    const total = Math.min(sessions, 100_000);
    const [began, cpu] = [performance.now(), cpuSeconds()];
    let billed = 0;
    for (let from = 0; from < total; from += BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, total - from) }, (_, i) => from + i);
      await apply(ids.map((n) => factOf('session.started', n)));
      const endedAt = performance.now();
      await apply(ids.map((n) => factOf('session.ended', n)));
      billed += performance.now() - endedAt;
    }
    const all = (performance.now() - began) / 1_000;
    const [{ count, last }] = await dataSource.query(
      `SELECT (SELECT count(*) FROM bill WHERE status = 'final') AS count, last FROM bill_counter`,
    );
    console.log(
      `stored: ${Math.round(total / (billed / 1_000))} bills/s from their ends, ${Math.round(total / all)}/s with their starts (${Math.round(total / (cpuSeconds() - cpu))} a CPU second of the service); ` +
        `${count} final bills, last number ${last}; RSS ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
    );
    if (values.export) await exportBills(dir, postgres.url);
  } finally {
    await dataSource.destroy();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Reads all bills as CSV over HTTP from a service process, and watches that process's memory (Linux: VmRSS). */
async function exportBills(dir, databaseUrl) {
  const nats = await startNats({ dir: join(dir, 'nats') });
  const port = await freePort();
  const token = 'bench-export';
  const env = {
    ...process.env,
    NATS_URL: nats.url,
    DATABASE_URL: databaseUrl,
    API_PORT: String(port),
    ADMIN_TOKEN: token,
  };
  const service = spawn(process.execPath, ['apps/transaction-billing/dist/main.js'], {
    env: { ...env, PARTITIONS: '2', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    const get = (path) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    for (const deadline = Date.now() + 30_000; ;) {
      if (
        await get('/health/ready').then(
          ({ ok }) => ok,
          () => false,
        )
      )
        break;
      if (Date.now() > deadline) throw new Error('the service was not ready within 30 s');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await (await get('/api/v1/bills/export.csv?to=2000-01-01T00:00:00Z')).text();
    const rssMiB = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))[1]) / 1_024;
    for (const which of ['first', 'second']) await watchExport(which, get, rssMiB);
  } finally {
    const ended = new Promise((resolve) => service.once('exit', resolve));
    service.kill('SIGTERM');
    await ended;
    await nats.stop();
  }
}

async function watchExport(which, get, rssMiB) {
  const before = rssMiB();
  let [most, rows, bytes] = [before, -1, 0];
  const watch = setInterval(() => (most = Math.max(most, rssMiB())), 20);
  const began = performance.now();
  const answer = await get('/api/v1/bills/export.csv');
  if (!answer.ok) throw new Error(`the export answered ${answer.status}`);
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) rows++;
  }
  const seconds = (performance.now() - began) / 1_000;
  clearInterval(watch);
  console.log(
    `exported (${which} time): ${rows} bills as CSV, ${(bytes / 2 ** 20).toFixed(1)} MiB, in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)} a second); ` +
      `RSS of the service ${before.toFixed(0)} MiB before, ${most.toFixed(0)} MiB at most: it grew by ${(most - before).toFixed(1)} MiB`,
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function factOf(kind, n) {
  const points = kind === 'session.ended' ? Array.from({ length: READINGS }, (_, i) => pointOf(n, i + 1)) : [];
  const ended = kind === 'session.ended';
  const session = {
    id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    stationId: `CP-${n % 1_000}`,
    locationId: null,
    evseId: 1,
    connectorId: 1,
    token: 'CARD',
    tokenType: 'rfid',
    tokenGroupId: null,
    status: ended ? 'ended' : 'charging',
    failReason: null,
    authorization: 'accepted',
    startedAt: instant(startOf(n)),
    endedAt: ended ? points.at(-1).at : null,
    meterStartWh: 0,
    meterStopWh: ended ? points.at(-1).energyWh : null,
    energyWh: ended ? points.at(-1).energyWh : 0,
    energyExportWh: 0,
    powerW: null,
    socPercent: null,
    stopReason: ended ? 'local' : null,
    transactionRef: String(n),
    reservationId: null,
    anomalies: [],
  };
  const data = ended ? { session, points } : { session };
  const actor = { type: 'service', id: 'sessions' };
  const id = `${kind}-${n}`;
  return { kind, id, tenantId: 'default', key: session.stationId, at: instant(startOf(n)), actor, data };
}

pricePure();
priceDay();
await storeBills();
