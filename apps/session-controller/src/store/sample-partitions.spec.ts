import type { DataSource } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import { energy } from '../testing/reports';
import { openTestTables } from '../testing/rows';
import { keepSamples } from './sample-partitions.repository';
import { listSamples, saveSamples } from './sample.repository';

let tables: Awaited<ReturnType<typeof openTestTables>>;
let dataSource: DataSource;
beforeAll(async () => {
  tables = await openTestTables();
  dataSource = tables.dataSource;
});
afterAll(() => tables.close());

const [tenantId, sessionId] = ['default', uuidv7()];
const save = (...times: string[]) =>
  saveSamples(
    dataSource.manager,
    times.map((at) => ({ tenantId, sessionId, sample: energy(at, 1_000) })),
  );
const kept = async () => {
  const found = await listSamples(dataSource.manager, { tenantId, sessionId, limit: 100 });
  return found.map(({ sample }) => sample.at.slice(0, 10));
};
const keep = (day: string, retentionDays = 30) =>
  keepSamples(dataSource, { now: new Date(`${day}T12:00:00.000Z`), retentionDays, weeksAhead: 1 });
/** Where samples lie: tables and how many each holds. */
const lie = async () => {
  const rows: { table: string; count: number }[] = await dataSource.query(
    'SELECT tableoid::regclass::text AS table, count(*)::int AS count FROM sample GROUP BY 1 ORDER BY 1',
  );
  return Object.fromEntries(rows.map(({ table, count }) => [table, count]));
};

it('samples are kept by week, those of any other time beside them, and old weeks go as a whole', async () => {
  await Promise.all([keep('2026-03-04'), keep('2026-03-04')]);
  await keep('2026-03-04');
  await save('2026-03-03T10:00:00.000Z', '2026-03-09T00:00:00.000Z', '2026-02-20T10:00:00.000Z');
  await save('2026-03-03T10:00:00.000Z', '2031-01-01T00:00:00.000Z');
  expect(await lie()).toEqual({ sample_w20260302: 1, sample_w20260309: 1, sample_default: 2 });

  await keep('2026-03-25');
  expect(await kept()).toEqual(['2026-03-03', '2026-03-09', '2031-01-01']);
  await keep('2026-04-09');
  expect(await kept()).toEqual(
    ['2026-03-09', '2031-01-01'].filter((day) => day > '2026-03-09' || day === '2026-03-09'),
  );
  expect(await lie()).toEqual({ sample_w20260309: 1, sample_default: 1 });
  // A report that was held back in the station for months is taken all the same.
  await save('2026-03-03T11:00:00.000Z');
  expect(await lie()).toEqual({ sample_w20260309: 1, sample_default: 2 });
});

it('a week whose samples came before its table did stays where they are', async () => {
  await save('2030-06-05T10:00:00.000Z');
  await keep('2030-06-06', 36_500);
  await save('2030-06-06T10:00:00.000Z', '2030-06-12T10:00:00.000Z');
  expect(await lie()).toMatchObject({ sample_default: 4, sample_w20300610: 1 });
});
