import { Client } from 'pg';
import { DataSource, type ColumnType, type LoggerOptions } from 'typeorm';
import { isOutage } from './outage';
import { PreparingClient } from './preparing-client';
import { types } from './types';

export interface DatabaseOptions {
  /** postgres://user:password@host:port/database */
  url: string;
  /** The service's own schema: lower-case letters, digits and `_`. Comes first in every connection's search_path. */
  schema: string;
  entities: Function[];
  migrations: Function[];
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Connections at most; 10 unless told. Advisory locks have one of their own beside it. */
  poolSize?: number;
  /** How long `openDatabase` waits for a server that is not there yet, in ms; 60,000 unless told. */
  patienceMs?: number;
}

const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 5_000;
const MIGRATION_LOCK = 'chargebus:migrations';

/**
 * A data source for one service's schema, not initialised (`openDatabase` does that, and the migrations).
 *
 * How values come back, from raw SQL and in entities alike:
 * - `timestamptz` as an ISO string in UTC with milliseconds and `Z` (`2026-01-02T03:04:05.678Z`), the form of every
 *   contract; declare entity properties as `string`. Microseconds are cut. Strings and Dates may be written.
 * - `bigint` (and count(*)) as a number; one beyond 2^53 is a RangeError, not a wrong figure. Declare `number`.
 * - `numeric` as a string (exact decimals), `jsonb` parsed.
 *
 * Statements that come again and again are prepared (`PreparingClient`).
 * SQL names tables bare: `search_path` is the schema alone. A statement may take 30 s, a transaction idle 60 s.
 * An idle connection that drops is taken out of the pool and never ends the process.
 */
export function createDataSource(options: DatabaseOptions): DataSource {
  return build(options, options.poolSize ?? 10, STATEMENT_TIMEOUT_MS, false);
}

/**
 * Creates the schema if it is missing, runs the migrations and returns the initialised data source. Any number of replicas
 * may do so at once: an advisory lock lets one migrate while the others wait. Waits `patienceMs` for the server.
 * @throws the migration's error, or the last connection error once the patience is over.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const deadline = Date.now() + (options.patienceMs ?? 60_000);
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      await migrate(options);
      return await createDataSource(options).initialize();
    } catch (error) {
      if (!isOutage(error) || Date.now() + pauseMs > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

async function migrate(options: DatabaseOptions): Promise<void> {
  // A connection of its own: the lock is the session's, and a pool may not give the same session twice.
  const client = new Client({
    connectionString: options.url,
    application_name: `${options.applicationName} migrations`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => undefined); // the query in flight fails as well, and says so
  await client.connect();
  try {
    // One lock for the whole database: CREATE SCHEMA and extensions race across schemas too.
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [MIGRATION_LOCK]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quotedSchema(options.schema)}`);
    const dataSource = await build(options, 1, 0, true).initialize();
    try {
      await dataSource.runMigrations({ transaction: 'each' });
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

function build(options: DatabaseOptions, poolSize: number, statementTimeoutMs: number, migrating: boolean): DataSource {
  const schema = quotedSchema(options.schema);
  const settings = {
    search_path: schema,
    TimeZone: 'UTC',
    default_transaction_isolation: 'read\\ committed', // a space in `options` is escaped
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: migrating ? 0 : IDLE_IN_TRANSACTION_TIMEOUT_MS,
  };
  const logging: LoggerOptions = false;
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    entities: options.entities,
    migrations: options.migrations,
    migrationsTableName: 'migration',
    migrationsRun: false,
    synchronize: false,
    logging,
    installExtensions: false,
    applicationName: options.applicationName,
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    // Without a handler an idle connection's end would be an unhandled 'error' event; the pool replaces it by itself.
    poolErrorHandler: () => undefined,
    extra: {
      // Migrations change what statements mean: theirs are never prepared.
      // What a transaction asks at the same time travels together, and is answered in its order.
      ...(!migrating && { Client: PreparingClient, pipeline: true }),
      types,
      options: Object.entries(settings)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // A server that vanished without a word: the statement must fail here too, after the server would have ended it.
      query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + 15_000,
    },
  });
  return withInstantsAsText(dataSource);
}

const INSTANT_TYPES = new Set<ColumnType>(['timestamptz', 'timestamp with time zone']);

/** TypeORM makes Dates of the strings our type parser gives; here its entities get the strings. */
function withInstantsAsText(dataSource: DataSource): DataSource {
  const driver = dataSource.driver;
  const hydrate = driver.prepareHydratedValue.bind(driver);
  driver.prepareHydratedValue = (value, column) =>
    typeof value === 'string' && INSTANT_TYPES.has(column.type) && column.transformer === undefined
      ? value
      : hydrate(value, column);
  return dataSource;
}

function quotedSchema(schema: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) throw new RangeError(`not a schema name: ${schema}`);
  return schema;
}
