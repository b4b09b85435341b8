import { setTimeout as delay } from 'node:timers/promises';
import type { DynamicModule } from '@nestjs/common';
import { Health } from '../health/health';
import { createLogger, type Logger } from '../logs/logger';
import { Metrics } from '../metrics/metrics';
import { CLOSE, Closing } from './closing';
import { Ground, openGround } from './ground';
import { closeHttpApp, createHttpApp } from './http-app';
import { Plan, readPlan } from './plan';
import type { RunningServices, RunOptions, Runtime, ServiceDefinition } from './runtime';
import { endOnSignals } from './signals';
import { openWaitingRoom } from './waiting-room';

/** Of the time for a shutdown, how much the calls under way may take. */
const DRAIN_SHARE = 0.4;

/**
 * Runs one or many services in one Nest app. While NATS or PostgreSQL is not there it waits, alive but not ready.
 *
 * `main.ts` of a service: `void runServices([registryService], { name: 'station-registry' }).catch(exitWithFault)`
 * @throws ConfigError listing every fault of every service's variables; anything that does not pass by waiting, e.g. a
 * migration that fails, a port in use, streams of another installation.
 */
export async function runServices(
  definitions: readonly ServiceDefinition<never>[],
  options: RunOptions,
): Promise<RunningServices> {
  const { name } = options;
  const plan = readPlan(definitions, options);
  const { API_HOST: host, SHUTDOWN_TIMEOUT_MS: timeoutMs, LOG_LEVEL: level } = plan.common;
  const logger = options.logger ?? createLogger(name, { level });
  const [health, metrics] = [new Health(), new Metrics(name)];
  const closing = new Closing(logger, timeoutMs);
  const exit = options.exit ?? ((code: number) => process.exit(code));
  await closing.add(CLOSE.readiness, 'readiness', async () => {
    health.stop();
    await delay(plan.common.SHUTDOWN_DELAY_MS);
  });
  if (options.afterClose !== undefined) await closing.add(CLOSE.ground, 'what it stood on', options.afterClose);
  if (options.signals !== false) await closing.add(CLOSE.signals, 'signals', endOnSignals(closing, logger, exit));
  const onClosed = (error?: Error): void => {
    logger.fatal({ err: error }, 'the connection to NATS is closed for good');
    void closing.close().then(() => exit(1));
  };
  try {
    const room = await openWaitingRoom(host, plan.port, health);
    await closing.add(CLOSE.app, 'waiting room', () => room.close());
    const ground = await openGround(definitions, { name, plan, logger, health, metrics, closing, onClosed });
    const services = modulesOf(definitions, { plan, ground, logger, health, metrics });
    const title = definitions.length === 1 ? `Chargebus ${definitions[0]?.title ?? ''}` : 'Chargebus';
    const { tokens } = plan;
    const { messaging } = ground;
    const app = await createHttpApp({ title, tokens, health, metrics, logger, messaging, services });
    await closing.add(CLOSE.app, 'HTTP and services', () => closeHttpApp(app, timeoutMs * DRAIN_SHARE));
    closing.signal.throwIfAborted();
    await room.close();
    await app.listen(room.port, host);
    const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${room.port}`;
    logger.info(`${name} is ready at ${url}`);
    return { url, adminToken: plan.adminToken, health, close: async () => void (await closing.close()) };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

interface Parts {
  readonly plan: Plan;
  readonly ground: Ground;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
}

function modulesOf(definitions: readonly ServiceDefinition<never>[], parts: Parts): DynamicModule[] {
  return definitions.map((definition, index) =>
    definition.module(parts.plan.configs[index] as never, runtimeOf(definition, parts)),
  );
}

function runtimeOf({ name }: ServiceDefinition<never>, { plan, ground, logger, health, metrics }: Parts): Runtime {
  const database = ground.databases.get(name);
  const owned = <T>(part: T | undefined): T => {
    if (part === undefined || database === undefined) throw new Error(`the ${name} service declares no database`);
    return part;
  };
  return {
    messaging: ground.messaging,
    logger: logger.child({ service: name }),
    health,
    metrics,
    get database() {
      return owned(database);
    },
    get databaseUrl() {
      return owned(plan.database?.DATABASE_URL);
    },
    get locks() {
      return owned(ground.locks);
    },
  };
}
