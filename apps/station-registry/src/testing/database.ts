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

/** Keeps the projections from writing what stations say of their connectors, until the function that it gives is called. */
export async function holdConnectors(registry: RegistryUnderTest): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: registry.database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE registry.connector IN EXCLUSIVE MODE');
  return () => client.end();
}
