import { LOG_LEVELS } from '../logs/logger';
import { parseApiTokens } from '../auth/token-list';
import { z } from 'zod';
import { defineConfig, fromEnv } from './config-spec';

/** The environment of this process: the one place in this library that reads it. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

const natsUrls = z
  .string()
  .refine((text) => text.split(',').every((part) => /^(nats|tls):\/\/[^/\s]+$/.test(part.trim())), {
    message: 'must be nats://host:port or tls://host:port, several separated by commas',
  });

/** The variables every service has. */
export const commonConfig = defineConfig({
  NATS_URL: {
    schema: natsUrls,
    describe: 'Where NATS is; several servers of one cluster separated by commas.',
  },
  NATS_USER: { schema: z.string().optional(), describe: 'User name for NATS, if it wants one.' },
  NATS_PASSWORD: { schema: z.string().optional(), secret: true, describe: 'Password for NATS, if it wants one.' },
  PARTITIONS: {
    schema: fromEnv.int(1, 1024),
    default: 16,
    describe: 'Partitions of the log. Fixed for an installation: a process with another value refuses to start.',
  },
  REPLICAS: {
    schema: z.enum(['1', '3']).transform((text) => (text === '3' ? 3 : 1)),
    default: '1',
    describe: 'Copies of each stream: 3 in production, on a NATS cluster of three.',
  },
  API_HOST: { schema: z.string(), default: '0.0.0.0', describe: 'The address that the API listens on.' },
  ADMIN_TOKEN: {
    schema: z.string().min(1).optional(),
    secret: true,
    describe: 'Bearer token of the administrator of tenant `default`. Needed unless API_TOKENS is set.',
  },
  API_TOKENS: {
    schema: z.string().transform(parseApiTokens),
    default: '',
    secret: true,
    describe: 'More bearer tokens: `token:tenant:name`, separated by commas. Changes are recorded under the name.',
  },
  LOG_LEVEL: { schema: z.enum(LOG_LEVELS), default: 'info', describe: `One of ${LOG_LEVELS.join(', ')}.` },
  SHUTDOWN_DELAY_MS: {
    schema: fromEnv.milliseconds(),
    default: 0,
    describe: 'How long calls are still taken once readiness has turned false, so that an ingress notices first.',
  },
  SHUTDOWN_TIMEOUT_MS: {
    schema: fromEnv.milliseconds(1_000),
    default: 25_000,
    describe: 'How long a graceful shutdown may take before the process ends all the same.',
  },
});

/** The variables of services with tables. */
export const databaseConfig = defineConfig({
  DATABASE_URL: {
    schema: fromEnv.url('postgres', 'postgresql'),
    secret: true,
    describe: 'Where PostgreSQL is: postgres://user:password@host:port/database.',
  },
  DATABASE_POOL_SIZE: {
    schema: fromEnv.int(1, 200),
    default: 10,
    describe: 'Connections to PostgreSQL at most, per service.',
  },
});

/** The API's port; its default is each service's own. */
export const apiConfig = (defaultPort: number) =>
  defineConfig({
    API_PORT: { schema: fromEnv.port(), default: defaultPort, describe: 'The port of the API.' },
  });
