import { escapeLiteral } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { queryAlone } from './lone-statement';

/** What projections and relays set: they work for every tenant. Not a legal tenant id for anyone else to set. */
export const ALL_TENANTS = '*';

/**
 * Does `work` in one transaction whose `app.tenant_id` is `tenantId` (`SET LOCAL`: gone with the transaction), so that
 * row-level security by `current_setting('app.tenant_id')` is a migration later and no change of code.
 * @param options - `snapshot`: all its queries see one moment, for reads that put several together
 * @returns what `work` returns, once committed.
 * @throws what `work` throws, after the rollback.
 */
export async function inTenant<T>(
  dataSource: DataSource,
  tenantId: string,
  work: (em: EntityManager) => Promise<T>,
  options: { snapshot?: boolean } = {},
): Promise<T> {
  const inTransaction = async (em: EntityManager): Promise<T> => {
    // Without parameters, so that it travels with the transaction's beginning.
    await em.query(`SET LOCAL app.tenant_id = ${escapeLiteral(tenantId)}`);
    return work(em);
  };
  // READ COMMITTED is every connection's default (`createDataSource`); naming it would cost a statement.
  return options.snapshot
    ? dataSource.transaction('REPEATABLE READ', inTransaction)
    : dataSource.transaction(inTransaction);
}

/**
 * Does one statement as a transaction of its own, in one round trip, with `app.tenant_id` set as `inTenant` sets it.
 * @param sql - goes on after `WITH tenant AS (...),` and takes the tenant's id from `tenant.id`: what depends on it runs after
 *   the setting is made. Its parameters begin at $2.
 * @returns the rows of its last SELECT, once committed.
 */
export function inOneStatement<T>(
  dataSource: DataSource,
  tenantId: string,
  sql: string,
  values: readonly unknown[],
): Promise<T[]> {
  const text = `WITH tenant AS MATERIALIZED (SELECT set_config('app.tenant_id', $1, true) AS id), ${sql}`;
  return queryAlone<T>(dataSource, text, [tenantId, ...values]);
}
