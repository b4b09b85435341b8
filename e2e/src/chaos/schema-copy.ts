import { Client } from 'pg';
import type { Servers } from '../support/servers';

interface Table {
  name: string;
  /** All that can be written, quoted. */
  columns: string;
}

/** Tables, and not the partitions of which they consist. */
const TABLES = `SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  GROUP BY c.relname ORDER BY c.relname`;
const SEQUENCES = 'SELECT sequencename AS name, last_value AS last FROM pg_sequences WHERE schemaname = $1';

/**
 * One service's tables as they were a while ago, in a schema beside its own. For them to go back, everybody loses the connection to the
 * database, as where it is restored; the other services' tables stay as they are.
 */
export class SchemaCopy {
  private readonly copy: string;
  private sequences: { name: string; last: string | null }[] = [];
  private inside: Client | undefined;

  constructor(
    private readonly servers: Servers,
    private readonly schema: string,
  ) {
    this.copy = `${schema}_a_while_ago`;
  }

  /** As of one moment, while the service writes. */
  async take(): Promise<void> {
    const client = await connect(this.servers.postgres.url);
    try {
      await client.query(`DROP SCHEMA IF EXISTS ${this.copy} CASCADE`);
      await client.query(`CREATE SCHEMA ${this.copy}`);
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      for (const { name, columns } of await this.tables(client))
        await client.query(`CREATE TABLE ${this.copy}.${name} AS SELECT ${columns} FROM ${this.schema}.${name}`);
      this.sequences = (await client.query<{ name: string; last: string | null }>(SEQUENCES, [this.schema])).rows;
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
  }

  /** Nobody gets at the database any more. */
  async shut(): Promise<void> {
    this.inside = await connect(this.servers.postgres.url);
    await this.allowConnections(false);
    await this.inside.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  }

  /** Puts the copy in the place of the tables, and lets everybody in again. */
  async putBack(): Promise<void> {
    const { inside } = this;
    if (inside === undefined) throw new Error(`the database was not shut for ${this.schema} to go back`);
    const tables = await this.tables(inside);
    await inside.query('BEGIN');
    await inside.query('SET LOCAL session_replication_role = replica'); // no triggers: references hold as they held
    await inside.query(`TRUNCATE ${tables.map(({ name }) => `${this.schema}.${name}`).join(', ')}`);
    for (const { name, columns } of tables)
      await inside.query(`INSERT INTO ${this.schema}.${name} (${columns}) OVERRIDING SYSTEM VALUE
        SELECT ${columns} FROM ${this.copy}.${name}`);
    for (const { name, last } of this.sequences)
      await inside.query(`SELECT setval($1::regclass, $2::bigint, $3)`, [
        `${this.schema}.${name}`,
        last ?? 1,
        last !== null,
      ]);
    await inside.query('COMMIT');
    await inside.end();
    await this.allowConnections(true);
  }

  private async tables(client: Client): Promise<Table[]> {
    return (await client.query<Table>(TABLES, [this.schema])).rows;
  }

  /** From another database: a superuser, too, is kept out by this alone. */
  private async allowConnections(allowed: boolean): Promise<void> {
    const url = new URL(this.servers.postgres.url);
    const database = url.pathname.slice(1);
    url.pathname = '/postgres';
    const outside = await connect(url.href);
    await outside.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS ${allowed}`);
    await outside.end();
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
