import { defineConfig, fromEnv, type ConfigValues } from '@chargebus/service-runtime';
import { z } from 'zod';

export const registryConfig = defineConfig({
  UNKNOWN_STATIONS: {
    schema: z.enum(['accept', 'pending', 'reject']),
    default: 'reject',
    describe:
      'What becomes of a station nobody registered: accept registers it with security profile 0, pending registers it to wait for approval, reject refuses its socket.',
  },
  HEARTBEAT_INTERVAL_S: {
    schema: fromEnv.int(1, 86_400),
    default: 300,
    describe: 'Seconds between heartbeats of an accepted station.',
  },
  BOOT_RETRY_INTERVAL_S: {
    schema: fromEnv.int(1, 86_400),
    default: 60,
    describe: 'Seconds until a station that is pending or rejected boots again.',
  },
  COMMAND_TIMEOUT_S: {
    schema: fromEnv.int(1, 600),
    default: 30,
    describe: 'Seconds a station may take to answer one call.',
  },
  FINAL_COST_PATIENCE_S: {
    schema: fromEnv.int(1, 86_400),
    default: 600,
    describe:
      'How many seconds after the end of a session a 1.6 station that shows costs is still told what it has cost, if it was away.',
  },
  CONFIGURATION_SYNC: {
    schema: z.enum(['on', 'off']),
    default: 'on',
    describe:
      'Whether stations are brought to their desired configuration unasked: after a boot, and when it changes. Only stations that something is desired of are ever called. off: on demand only.',
  },
  CONFIGURATION_SYNC_DELAY_S: {
    schema: fromEnv.int(0, 86_400),
    default: 30,
    describe:
      'How many seconds a station is left alone after it connected or booted before its configuration is read; and the first pause before a failed try is repeated.',
  },
  HISTORY_RETENTION_DAYS: {
    schema: fromEnv.int(396, 36_500),
    default: 400,
    describe:
      'How long statuses, connections, security and monitoring events are kept. Uptime needs thirteen months; its figures that reach back further are null.',
  },
  GATEWAY_LEASE_MS: {
    schema: fromEnv.milliseconds(500),
    default: 15_000,
    describe: 'How long a gateway that is never heard after a start counts as alive; gateways name their own lease.',
  },
});
export type RegistryConfig = ConfigValues<typeof registryConfig>;
