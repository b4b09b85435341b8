import type { DataSource } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { decideUpkeep, type SampleWeek } from '../domain/sample-weeks';

/** A partition is attached or dropped within this time, or another time: whoever waits for it holds up every report. */
const LOCK_TIMEOUT = '2s';
const DELETED_AT_ONCE = 10_000;
/** Of the advisory lock: one replica looks after the tables at a time. */
const LOCK = 'sessions.sample-partitions';

/**
 * Brings the tables of samples up to date: those of the weeks to come, and none whose samples are older than `retentionDays`.
 * Each step is a transaction of its own and may be repeated. @throws outages, and a lock that did not come: the next look does it
 */
export async function keepSamples(
  dataSource: DataSource,
  o: { now: Date; retentionDays: number; weeksAhead: number },
): Promise<void> {
  const upkeep = decideUpkeep(await listPartitions(dataSource.manager), o);
  for (const week of upkeep.create) await step(dataSource, (em) => createWeek(em, week));
  for (const table of upkeep.drop) await step(dataSource, (em) => em.query(`DROP TABLE IF EXISTS ${table}`));
  while ((await forgetOld(dataSource, upkeep.keepFrom)) === DELETED_AT_ONCE);
}

async function listPartitions(em: EntityManager): Promise<string[]> {
  const rows: { name: string }[] = await em.query(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'sample'::regclass`,
  );
  return rows.map(({ name }) => name);
}

async function step(dataSource: DataSource, work: (em: EntityManager) => Promise<unknown>): Promise<void> {
  await dataSource.transaction(async (em) => {
    await em.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    const [{ mine }] = await em.query('SELECT pg_try_advisory_xact_lock(hashtext($1)) AS mine', [LOCK]);
    if (mine) await work(em);
  });
}

/**
 * Attached rather than made as a partition, which would lock out whoever writes into any other. A week of which samples are in the
 * default partition already, because all were in one table when it began, stays there.
 */
async function createWeek(em: EntityManager, { table, from, to }: SampleWeek): Promise<void> {
  const [{ there }] = await em.query(
    `SELECT to_regclass($1) IS NOT NULL OR EXISTS (SELECT FROM sample_default WHERE at >= $2 AND at < $3) AS there`,
    [table, from, to],
  );
  if (there) return;
  await em.query(`CREATE TABLE ${table} (LIKE sample INCLUDING ALL)`);
  await em.query(`ALTER TABLE sample ATTACH PARTITION ${table} FOR VALUES FROM ('${from}') TO ('${to}')`);
}

/** In the default partition, some at a time. @returns how many */
async function forgetOld(dataSource: DataSource, keepFrom: string): Promise<number> {
  const [{ count }] = await dataSource.query(
    `WITH gone AS (DELETE FROM sample_default WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM sample_default WHERE at < $1 LIMIT ${DELETED_AT_ONCE})) RETURNING 1)
     SELECT count(*)::int AS count FROM gone`,
    [keepFrom],
  );
  return count as number;
}
