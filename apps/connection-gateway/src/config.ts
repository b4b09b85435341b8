import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { ocppVersion } from '@chargebus/contracts';
import { defineConfig, fromEnv, type ConfigValues } from '@chargebus/service-runtime';
import { z } from 'zod';

export const gatewayConfig = defineConfig({
  OCPP_PORT: {
    schema: fromEnv.port(),
    default: 9000,
    describe: 'Port that stations connect to',
  },
  GATEWAY_ID: {
    schema: z.string().min(1).max(64),
    default: () => `${hostname()}-${randomUUID().slice(0, 8)}`,
    describe: 'Name of this gateway process, unique among all; default: host name and a random part',
  },
  ASK_DEADLINE_MS: {
    schema: fromEnv.int(50, 30_000),
    default: 2_000,
    describe: 'How long a service may take to decide before the last known verdict or the policy counts, in ms',
  },
  ADMIT_DEADLINE_MS: {
    schema: fromEnv.int(50, 60_000),
    default: 10_000,
    describe: 'The same for letting a station in, which waits for its handshake anyway, in ms',
  },
  OUTAGE_POLICY: {
    schema: z.enum(['accept-known', 'accept-all', 'reject-all']),
    default: 'accept-known',
    describe: 'What a token is told while no service can decide',
  },
  ASSUME_VERSION: {
    schema: ocppVersion.optional(),
    default: undefined,
    describe: 'Version of stations that offer no WebSocket subprotocol; unset: they are closed with the reason',
  },
  PING_INTERVAL_S: {
    schema: fromEnv.int(1, 3_600),
    default: 30,
    describe: 'How often a station is pinged; a silent one is offline after two intervals and 5 s',
  },
  MAX_FRAME_BYTES: {
    schema: fromEnv.int(1_024),
    default: 524_288,
    describe: 'Longest frame a station may send; beyond it the socket is closed with 1009',
  },
  MAX_WAITING_BYTES: {
    schema: fromEnv.int(1_048_576),
    default: 67_108_864,
    describe: 'Reports that may wait for the log, in bytes; beyond it new ones are not answered',
  },
  LEASE_MS: {
    schema: fromEnv.int(1_000),
    default: 10_000,
    describe: 'How long the gateway counts as alive after its last sign of life, in ms',
  },
  DRAIN_S: {
    schema: fromEnv.int(1),
    default: 10,
    describe: 'How long a stopping gateway waits for its stations',
  },
});
export type GatewayConfig = ConfigValues<typeof gatewayConfig>;
