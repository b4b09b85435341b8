import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Messaging, NatsAskServer } from '@chargebus/messaging';
import { serveOpenApi } from '../api/open-api';
import type { TokenList } from '../auth/token-list';
import type { Health } from '../health/health';
import type { Logger } from '../logs/logger';
import { nestLogger } from '../logs/nest-logger';
import type { Metrics } from '../metrics/metrics';
import { createAdapter } from './chargebus-adapter';
import { RuntimeModule } from './runtime.module';

const API_VERSION = '1';

export interface HttpAppParts {
  readonly title: string;
  readonly tokens: TokenList;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly messaging: Messaging;
  readonly services: readonly DynamicModule[];
}

/** Stations fetch files here: their links are short, and no part of the API. */
const STATION_FILES = 'firmware/files/:token/:name';

/** The one Nest app of a process, initialised, answering asks, not yet listening for HTTP. */
export async function createHttpApp(parts: HttpAppParts): Promise<NestFastifyApplication> {
  const { title, messaging, tokens, logger, metrics } = parts;
  const adapter = createAdapter(tokens, logger, metrics);
  const app = await NestFactory.create<NestFastifyApplication>(RuntimeModule.with(parts), adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  try {
    await openApp(app, title, messaging);
    return app;
  } catch (error) {
    await app.close().catch((late: unknown) => logger.error({ err: late }, 'could not close a half-open app'));
    throw error;
  }
}

async function openApp(app: NestFastifyApplication, title: string, messaging: Messaging): Promise<void> {
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', 'metrics', STATION_FILES] });
  serveOpenApi(app, title, API_VERSION);
  app.connectMicroservice({ strategy: new NatsAskServer(messaging) });
  // Asks are answered before anything asks: a gateway opens its port for stations while it initialises.
  await app.startAllMicroservices();
  await app.init();
}

/**
 * Lets calls under way end and closes the app. Answers that never end by themselves (event streams) are cut off after
 * `drainMs`, so that Nest's shutdown hooks get their turn.
 */
export async function closeHttpApp(app: NestFastifyApplication, drainMs: number): Promise<void> {
  const server = app.getHttpServer();
  // Fastify closes the connections that are idle when closing begins; those that become idle later would stay open as
  // long as their client likes.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(cut);
  }
}
const IDLE_CHECK_MS = 50;
