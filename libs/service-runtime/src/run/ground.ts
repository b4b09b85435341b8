import { AdvisoryLocks, isOutage, openDatabase } from '@chargebus/database';
import { connectMessaging, isNatsAway, type Messaging } from '@chargebus/messaging';
import type { Health } from '../health/health';
import type { Logger } from '../logs/logger';
import type { Metrics } from '../metrics/metrics';
import { CLOSE, Closing } from './closing';
import { patiently } from './patience';
import type { Plan } from './plan';
import type { DataSource, ServiceDefinition } from './runtime';
import { watchStreams } from './stream-alarms';

/** What the services of a process stand on, open. */
export interface Ground {
  readonly messaging: Messaging;
  /** By service name; services without tables have none. */
  readonly databases: ReadonlyMap<string, DataSource>;
  readonly locks: AdvisoryLocks | undefined;
}

interface Opening {
  readonly name: string;
  readonly plan: Plan;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly closing: Closing;
  /** The NATS client gave up for good (rule 21): the process ends. */
  readonly onClosed: (error?: Error) => void;
}

/** Connects to NATS and PostgreSQL and prepares streams and schemas, waiting for whatever is not there yet. */
export async function openGround(definitions: readonly ServiceDefinition<never>[], opening: Opening): Promise<Ground> {
  const [messaging, databases] = await Promise.all([
    openMessaging(definitions, opening),
    openDatabases(definitions, opening),
  ]);
  const { plan, name, closing } = opening;
  if (plan.database === undefined) return { messaging, databases, locks: undefined };
  const locks = new AdvisoryLocks(plan.database.DATABASE_URL, name);
  await closing.add(CLOSE.databases, 'advisory locks', () => locks.close());
  return { messaging, databases, locks };
}

async function openMessaging(definitions: readonly ServiceDefinition<never>[], opening: Opening): Promise<Messaging> {
  const { name, plan, logger, health, metrics, closing, onClosed } = opening;
  const {
    NATS_URL: url,
    NATS_USER: user,
    NATS_PASSWORD: pass,
    PARTITIONS: partitions,
    REPLICAS: replicas,
  } = plan.common;
  health.add('nats', () => Promise.reject(new Error('not connected yet')));
  const credentials = { ...(user === undefined ? {} : { user }), ...(pass === undefined ? {} : { pass }) };
  const intervals = definitions.flatMap(({ natsPingIntervalMs }) => natsPingIntervalMs ?? []);
  const pings = intervals.length === 0 ? {} : { pingIntervalMs: Math.min(...intervals) };
  const patience = { logger, signal: closing.signal };
  const where = hostsOf(url);
  const messaging = await patiently(
    `NATS at ${where}`,
    async () => {
      const opened = await connectMessaging({
        url,
        name,
        partitions,
        replicas,
        logger,
        onClosed,
        ...credentials,
        ...pings,
      });
      await closing.add(CLOSE.messaging, 'messaging', () => opened.drain());
      return opened;
    },
    { ...patience, mayPass: isNatsAway },
  );
  await patiently(`the streams of NATS at ${where}`, () => messaging.ensureStreams(), {
    ...patience,
    mayPass: isNatsAway,
  });
  await closing.add(CLOSE.messaging, 'stream alarms', watchStreams(messaging, metrics, logger));
  health.add('nats', () => {
    if (!messaging.healthy()) throw new Error('not connected');
  });
  return messaging;
}

async function openDatabases(
  definitions: readonly ServiceDefinition<never>[],
  { name, plan, logger, health, closing }: Opening,
): Promise<Map<string, DataSource>> {
  const opened = new Map<string, DataSource>();
  const { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize } = plan.database ?? {};
  if (url === undefined) return opened;
  for (const { name: service, database } of definitions) {
    if (database === undefined) continue;
    const check = `database:${database.schema}`;
    health.add(check, () => Promise.reject(new Error('not connected yet')));
    const applicationName = service === name ? name : `${name} ${service}`;
    const dataSource = await patiently(
      `PostgreSQL at ${hostsOf(url)}`,
      () =>
        openDatabase({
          ...database,
          url,
          applicationName,
          patienceMs: 0,
          ...(poolSize === undefined ? {} : { poolSize }),
        }),
      { logger, signal: closing.signal, mayPass: isOutage },
    );
    await closing.add(CLOSE.databases, check, () => dataSource.destroy());
    health.add(check, async () => {
      await dataSource.query('SELECT 1');
    });
    opened.set(service, dataSource);
  }
  return opened;
}

/** Host and port only: a URL may hold a password. */
function hostsOf(urls: string): string {
  return urls
    .split(',')
    .map((url) => (URL.canParse(url.trim()) ? new URL(url.trim()).host : 'the given URL'))
    .join(', ');
}
