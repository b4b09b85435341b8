import type { Fact, LinkEvent } from '@chargebus/contracts';
import { ALL_TENANTS, inTenant } from '@chargebus/database';
import type { Projected } from '@chargebus/messaging';
import type { DataSource } from '@chargebus/service-runtime';
import { clock, ended, energy, labelOf, power, samples, started, state, updated } from '../testing/reports';
import { openTestTables } from '../testing/rows';
import { flagQuarantined, projectReports } from '../use-cases/project-reports';
import { findSession, listSessions } from './session.repository';

let tables: Awaited<ReturnType<typeof openTestTables>>;
let dataSource: DataSource;

beforeAll(async () => {
  tables = await openTestTables();
  dataSource = tables.dataSource;
});
afterAll(() => tables.close());

/** Each test has a tenant of its own. */
let tenantId = 'default';
let tenants = 0;
beforeEach(() => {
  tenantId = `tenant-${++tenants}`;
});

const at = (event: LinkEvent, seq: number): Projected<LinkEvent> => ({
  event: { ...event, tenantId },
  epoch: `e-${tenantId}`,
  seq,
  index: 0,
  partition: 0,
});

async function project(batch: Projected<LinkEvent>[]): Promise<Fact[]> {
  const facts: Fact[] = [];
  await inTenant(dataSource, ALL_TENANTS, (em) =>
    projectReports(batch, { em, publish: (fact) => void facts.push(fact) }),
  );
  return facts;
}

const sessions = async () =>
  (await listSessions(dataSource.manager, { tenantId, limit: 50 })).map((row) => row.session);
const count = async (table: string): Promise<number> => {
  const [row] = await dataSource.query(`SELECT count(*) AS n FROM ${table} WHERE tenant_id = $1`, [tenantId]);
  return row.n;
};

const LABEL = labelOf(1);
const story = [
  started(0),
  state(1, 'charging'),
  samples(10, [energy(clock(10), 2000), power(clock(10), 7400)], { transactionRef: LABEL }),
  samples(20, [energy(clock(20), 4000), energy(clock(20), 0, { signed: true, raw: 'OCMF|a|b' })], {
    transactionRef: LABEL,
  }),
  ended(30, LABEL),
];

it('gives the same rows and facts whether reports come in one batch or one by one', async () => {
  const facts = await project(story.map((event, i) => at(event, i + 1)));
  const [together] = await sessions();
  const first = tenantId;
  tenantId = 'one-by-one';
  const single: Fact[] = [];
  for (const [i, event] of story.entries()) single.push(...(await project([at(event, i + 1)])));
  const [apart] = await sessions();
  const { id: _a, tenantId: _b, startFingerprint: _c, labels: _d, ...left } = together!;
  const { id: _e, tenantId: _f, startFingerprint: _g, labels: _h, ...right } = apart!;
  expect(left).toEqual(right);
  expect(facts.map(({ kind }) => kind)).toEqual(single.map(({ kind }) => kind));
  expect(left).toMatchObject({ status: 'ended', energyWh: 5000 });
  expect(facts.every((fact) => fact.key === 'CP-1' && fact.tenantId === first)).toBe(true);
});

it('gives the same facts again when the log is replayed onto what is there', async () => {
  const batch = story.map((event, i) => at(event, i + 1));
  await project(batch);
  const before = await sessions();
  expect(await project(batch)).toEqual([]);
  expect(await sessions()).toEqual(before);
});

it('keeps samples once each, compactly, and signed values verbatim', async () => {
  await project(story.map((event, i) => at(event, i + 1)));
  await project([at(story[2]!, 8)]);
  expect(await count('sample')).toBe(2);
  const [{ raw }] = await dataSource.query('SELECT raw FROM signed_value WHERE tenant_id = $1', [tenantId]);
  expect(raw).toBe('OCMF|a|b');
});

it('rule 11: finds a closed session by its label, so that a repeated stop has no effect', async () => {
  await project(story.map((event, i) => at(event, i + 1)));
  expect(await project([at(ended(40, LABEL, { meterStopWh: 9000 }), 9)])).toEqual([]);
  expect(await sessions()).toMatchObject([{ energyWh: 5000, endedAt: clock(30) }]);
});

it('keeps a stop of a foreign id, or of another station, as an orphan and stops nothing', async () => {
  await project([at(started(0), 1), at(started(0, {}, { stationId: 'CP-2' }), 2)]);
  await project([at(ended(5, '77777'), 3), at(ended(5, LABEL, {}, { stationId: 'CP-2' }), 4)]);
  expect((await sessions()).map(({ status }) => status)).toEqual(['preparing', 'preparing']);
  expect(await count('orphan_report')).toBe(2);
});

it('rule 11: merges a repeated start by its fingerprint across transactions, and knows both labels', async () => {
  await project([at(started(0), 1)]);
  await project([at(started(0), 5)]);
  expect(await sessions()).toMatchObject([
    { transactionRef: labelOf(5), labels: [{ ref: LABEL }, { ref: labelOf(5) }] },
  ]);
  await project([at(ended(9, LABEL), 6)]);
  expect(await sessions()).toMatchObject([{ status: 'ended' }]);
});

it('takes the location from what the registry said of the station, as soon as it is known', async () => {
  await project([at(started(0), 1)]);
  expect(await sessions()).toMatchObject([{ locationId: null }]);
  await dataSource.query(
    `INSERT INTO station_ref VALUES ($1, 'CP-1', 'HQ', 'Europe/Berlin', '[]', '[]', false, false)`,
    [tenantId],
  );
  const [fact] = await project([at(samples(1, [energy(clock(1), 1100)]), 2)]);
  expect(fact).toMatchObject({ kind: 'session.updated', data: { session: { locationId: 'HQ' } } });
});

it('counts a numbered report once, also in a later transaction', async () => {
  const report = updated(10, 'tx-1', 1, { samples: [energy(clock(10), 2000)] });
  await project([at(started(0, { transactionRef: 'tx-1', seqNo: 0 }), 1), at(report, 2)]);
  expect(await project([at(report, 3)])).toEqual([]);
  expect(await sessions()).toMatchObject([{ energyWh: 1000, transactionRef: 'tx-1' }]);
});

it('flags the session of a report that went to quarantine', async () => {
  await project([at(started(0), 1)]);
  const facts: Fact[] = [];
  await inTenant(dataSource, ALL_TENANTS, (em) =>
    flagQuarantined(at(samples(9, [energy(clock(9), 1500)]), 2), new Error('poison'), {
      ...{ em, publish: (fact) => void facts.push(fact) },
    }),
  );
  expect(await sessions()).toMatchObject([{ anomalies: [{ kind: 'report-quarantined', severity: 'affects-amount' }] }]);
  // Replayed, it says something else, under another id.
  facts.push(...(await project([at(samples(9, [energy(clock(9), 1500)]), 2)])));
  expect(facts.map(({ kind }) => kind)).toEqual(['session.updated', 'session.updated']);
  expect(facts[1]!.id).not.toBe(facts[0]!.id);
});

it('records the station as the actor of the change', async () => {
  await project([at(started(0), 1)]);
  const [row] = await dataSource.query('SELECT actor_type, actor_id FROM session WHERE tenant_id = $1', [tenantId]);
  expect(row).toEqual({ actor_type: 'station', actor_id: 'CP-1' });
});

it('reads registers beyond 2^32 Wh', async () => {
  await project([
    at(started(0, { meterStartWh: 5_000_000_000 }), 1),
    at(ended(9, LABEL, { meterStopWh: 5_000_000_321 }), 2),
  ]);
  const [session] = await sessions();
  expect((await findSession(dataSource.manager, tenantId, session!.id))?.session.energyWh).toBe(321);
});

it('tells that a report is counted which changes nothing or comes again, only where its cost is asked for', async () => {
  const asked = <E extends object>(event: E) => ({ ...event, asksCost: true as const });
  const report = (n: number) => updated(n, 'tx-1', n);
  const first = updated(10, 'tx-1', 10, { samples: [energy(clock(10), 2000)] });
  await project([at(started(0, { transactionRef: 'tx-1', seqNo: 0 }), 1), at(first, 2)]);
  expect(await project([at(report(11), 3), at(report(11), 4)])).toEqual([]);
  const facts = await project([at(asked(report(12)), 5), at(asked(report(12)), 6), at(asked(updated(1, 'x', 0)), 7)]);
  const id = (await sessions()).find(({ transactionRef }) => transactionRef === 'tx-1')?.id;
  const cause = { epoch: `e-${tenantId}`, index: 0 };
  expect(facts).toMatchObject([
    {
      kind: 'session.counted',
      data: { session: { id, energyWh: 1000 }, asOf: clock(12), cause: { ...cause, seq: 5 } },
    },
    { kind: 'session.counted', data: { session: { id }, asOf: clock(12), cause: { ...cause, seq: 6 } } },
    { kind: 'session.started', data: { cause: { ...cause, seq: 7 } } },
  ]);
  // What others are told of the session says the same by itself.
  const told = await project([
    at(asked(ended(20, 'tx-1', { seqNo: 13 })), 8),
    at(asked(ended(20, 'tx-1', { seqNo: 13 })), 9),
  ]);
  expect(told.map(({ kind }) => kind)).toEqual(['session.ended', 'session.counted']);
});
