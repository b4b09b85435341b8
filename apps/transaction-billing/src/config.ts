import { defineConfig, fromEnv, type ConfigValues } from '@chargebus/service-runtime';
import type { WebhookSettings } from './use-cases/deliver-webhooks';

export const billingConfig = defineConfig({
  WEBHOOK_ALLOW_HTTP: {
    schema: fromEnv.flag(),
    default: 'false',
    describe: 'Whether webhooks may go to http:// too. Bills then travel unencrypted.',
  },
  WEBHOOK_ALLOW_PRIVATE: {
    schema: fromEnv.flag(),
    default: 'false',
    describe:
      'Whether webhooks may go to addresses that are not public: this host, private networks, link-local. Whoever may add webhooks then reaches them.',
  },
  WEBHOOK_TIMEOUT_MS: {
    schema: fromEnv.milliseconds(100),
    default: 10_000,
    describe: 'How long a webhook may take to answer.',
  },
  WEBHOOK_IN_FLIGHT: {
    schema: fromEnv.int(1, 100),
    default: 5,
    describe: 'How many deliveries are sent to one webhook at the same time, by all replicas together.',
  },
  WEBHOOK_RETRY_BASE_MS: {
    schema: fromEnv.milliseconds(1),
    default: 10_000,
    describe: 'The pause after the first failed delivery; it doubles each time, up to six hours, less a random part.',
  },
  WEBHOOK_MAX_ATTEMPTS: {
    schema: fromEnv.int(1, 100),
    default: 15,
    describe: 'After how many attempts a delivery is given up as dead; 15 take a day, with the default pause.',
  },
  WEBHOOK_RETENTION_DAYS: {
    schema: fromEnv.int(1, 3_650),
    default: 30,
    describe: 'How long deliveries are kept, and can be replayed.',
  },
});
export type BillingConfig = ConfigValues<typeof billingConfig>;

export const webhookSettings = (config: BillingConfig): WebhookSettings => ({
  allowHttp: config.WEBHOOK_ALLOW_HTTP,
  allowPrivate: config.WEBHOOK_ALLOW_PRIVATE,
  timeoutMs: config.WEBHOOK_TIMEOUT_MS,
  inFlight: config.WEBHOOK_IN_FLIGHT,
  baseMs: config.WEBHOOK_RETRY_BASE_MS,
  maxAttempts: config.WEBHOOK_MAX_ATTEMPTS,
  retentionDays: config.WEBHOOK_RETENTION_DAYS,
});
