import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';

/**
 * One statement on a connection of the data source's pool, without a query runner: that is made, asked for its connection and
 * has its subscribers told before anything is sent, while somebody waits.
 * @returns its rows. @throws pg's own error, not TypeORM's; a connection that had one is not used again.
 */
export async function queryAlone<T>(dataSource: DataSource, text: string, values: readonly unknown[]): Promise<T[]> {
  const driver = dataSource.driver as PostgresDriver;
  const [client, release] = (await driver.obtainMasterConnection()) as [PoolClient, (error?: Error) => void];
  // A connection that drops tells its running query as well, and that throws.
  client.on('error', ignore);
  let failed: Error | undefined;
  try {
    return (await client.query(text, [...values])).rows as T[];
  } catch (error) {
    failed = error as Error;
    throw error;
  } finally {
    client.off('error', ignore);
    release(failed);
  }
}

const ignore = (): void => undefined;
