import { Client } from 'pg';
import type { RegistryUnderTest } from './registry-under-test';

/** Looks into, or reaches under, the registry's tables. */
export async function query(registry: RegistryUnderTest, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: registry.database.url });
  await client.connect();
  try {
    await client.query('SET search_path = registry');
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
