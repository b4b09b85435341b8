import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { ocppVersion } from '@chargebus/contracts';
import { ConfigError, defineConfig, fromEnv, type ConfigValues } from '@chargebus/service-runtime';
import { z } from 'zod';
import type { DoorSettings } from './door/doorkeeper';
import type { PortSettings } from './door/station-ports';
import { isProxyRange } from './door/trusted-proxies';
import { soapConfig } from './soap/soap-config';

/**
 * ECDHE with GCM first, for ECDSA and RSA certificates, then the two suites without ECDHE that OCPP 1.6 and 2.0.1 ask
 * for besides (1.6 security white paper; 2.0.1 use case A00): some stations have nothing else.
 */
const OCPP_CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
].join(':');

/** Who may connect, how, and how many at once. */
const doorConfig = defineConfig({
  OCPP_TLS_PORT: {
    schema: fromEnv.port().optional(),
    default: undefined,
    describe: 'Port that stations connect to by TLS (security profiles 2 and 3); unset: TLS, if any, ends at a proxy',
  },
  TLS_CERT_FILES: {
    schema: fromEnv.list(),
    default: '',
    describe: 'PEM files with the server certificate and its chain; an ECDSA and an RSA one are served side by side',
  },
  TLS_KEY_FILES: {
    schema: fromEnv.list(),
    default: '',
    describe: 'PEM files with their private keys, in the same order',
  },
  TLS_CLIENT_CA_FILES: {
    schema: fromEnv.list(),
    default: '',
    describe:
      'PEM files with the authorities that issue client certificates (security profile 3); none: no certificate is asked for',
  },
  TLS_MIN_VERSION: {
    schema: z.enum(['TLSv1.2', 'TLSv1.3']),
    default: 'TLSv1.2',
    describe: 'Lowest TLS version that stations may use',
  },
  TLS_CIPHERS: {
    schema: z.string().min(1),
    default: OCPP_CIPHERS,
    describe: "Cipher suites in order of preference, in OpenSSL's words",
  },
  TLS_RELOAD_S: {
    schema: fromEnv.int(0, 86_400),
    default: 10,
    describe: 'How often the TLS files are looked at for changes; SIGHUP does it at once; 0: only SIGHUP',
  },
  TRUSTED_PROXIES: {
    schema: fromEnv
      .list()
      .refine((ranges) => ranges.every(isProxyRange), 'must be addresses or CIDR ranges, e.g. 10.0.0.0/8,192.0.2.7'),
    default: '',
    describe: 'Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses and CIDR ranges',
  },
  CLIENT_CERT_HEADER: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header')
      .optional(),
    default: undefined,
    describe:
      'Header in which a trusted proxy forwards the client certificate that it verified: RFC 9440, PEM or x-forwarded-client-cert; it must remove the header that a station sends itself',
  },
  HANDSHAKE_TIMEOUT_MS: {
    schema: fromEnv.milliseconds(100),
    default: 10_000,
    describe: 'How long a TLS handshake may take, and again the headers of a request, in ms',
  },
  MAX_HEADER_BYTES: {
    schema: fromEnv.int(1_024, 1_048_576),
    default: 16_384,
    describe: 'Longest headers of a request; beyond it the answer is 431',
  },
  MAX_PENDING_SOCKETS: {
    schema: fromEnv.int(1),
    default: 10_000,
    describe: 'Sockets at most whose station is not admitted yet; more are closed at once',
  },
  MAX_PENDING_PER_ADDRESS: {
    schema: fromEnv.int(1),
    default: 5_000,
    describe: 'The same of one address; trusted proxies are exempt. Many stations may share one address (NAT)',
  },
  ADDRESS_RATE: {
    schema: fromEnv.int(1),
    default: 500,
    describe: 'Upgrades a second that one address may ask for in the long run; beyond it the answer is 429',
  },
  ADDRESS_BURST: { schema: fromEnv.int(1), default: 10_000, describe: 'The same at once' },
  STATION_RATE: {
    schema: fromEnv.int(1),
    default: 5,
    describe: 'Upgrades a second that one identity may ask for from one address; a wrong password counts more',
  },
  STATION_BURST: {
    schema: fromEnv.int(1),
    default: 100,
    describe: 'The same at once; ten wrong passwords use it up',
  },
  ADMISSIONS_AT_ONCE: {
    schema: fromEnv.int(1),
    default: 200,
    describe: 'Stations whose admission the registry decides at one time; others wait their turn',
  },
  ADMISSION_QUEUE: {
    schema: fromEnv.int(0),
    default: 10_000,
    describe: 'Stations that may wait for that at most; beyond it the answer is 503',
  },
  ADMISSION_WAIT_MS: {
    schema: fromEnv.milliseconds(100),
    default: 20_000,
    describe: 'How long a station may wait for that, in ms; after it the answer is 503',
  },
  RETRY_AFTER_S: {
    schema: fromEnv.int(1, 3_600),
    default: 10,
    describe: 'When a station that got 503 may come again; each is told its own time, up to twice as long',
  },
});

export const gatewayConfig = defineConfig({
  OCPP_PORT: {
    schema: fromEnv.port(),
    default: 9000,
    describe: 'Port that stations connect to',
  },
  ...doorConfig,
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
  COST_DEADLINE_MS: {
    schema: fromEnv.int(50, 10_000),
    default: 800,
    describe:
      'How long the answer to a station that shows costs may wait for the cost, in ms; after it the answer goes without',
  },
  COST_INTERVAL_S: {
    schema: fromEnv.int(1, 3_600),
    default: 30,
    describe: 'How often a station that shows costs is told the running cost at most, in s; only when it has changed',
  },
  OUTAGE_POLICY: {
    schema: z.enum(['accept-known', 'accept-all', 'reject-all']),
    default: 'accept-known',
    describe: 'What a token is told while no service can decide',
  },
  ASSUME_VERSION: {
    schema: ocppVersion.optional(),
    default: undefined,
    describe:
      'Version of stations that offer no WebSocket subprotocol, where neither station nor tenant has a setting of its own; unset: they are closed with the reason',
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
  FRAME_RATE: {
    schema: fromEnv.int(1),
    default: 100,
    describe:
      'Frames a second that one station may send in the long run; beyond it its socket is read later, and nothing is refused',
  },
  FRAME_BURST: {
    schema: fromEnv.int(1),
    default: 1_000,
    describe: 'The same at once',
  },
  MAX_WAITING_BYTES: {
    schema: fromEnv.int(1_048_576),
    default: 67_108_864,
    describe: 'Reports that may wait for the log, in bytes; beyond it new ones are not answered',
  },
  ...soapConfig,
  TRIGGER_AFTER_BOOT: {
    schema: fromEnv
      .list()
      .pipe(z.array(z.enum(['heartbeat', 'status', 'meter-values', 'firmware-status', 'transaction']))),
    default: '',
    describe:
      'What a station is asked for as soon as its boot was accepted: status, meter-values, heartbeat, firmware-status, transaction; none by default, since some stations trip over calls right after their boot',
  },
  TRACE_MAX_AGE_H: {
    schema: fromEnv.int(1, 8_760).optional(),
    default: undefined,
    describe:
      'How long the raw messages of stations are kept, in hours; unset: as the stream TRACE has it, 168 when made',
  },
  TRACE_MAX_MB: {
    schema: fromEnv.int(1).optional(),
    default: undefined,
    describe:
      'How much of them is kept for all stations together, in MB, the oldest dropped first; unset: as the stream TRACE has it',
  },
  LEASE_MS: {
    schema: fromEnv.int(1_000),
    default: 10_000,
    describe: 'How long the gateway counts as alive after its last sign of life, in ms',
  },
  DRAIN_S: {
    schema: fromEnv.int(1),
    default: 10,
    describe: 'How long a stopping gateway waits for its stations; it closes them one after the other in half of it',
  },
});
export type GatewayConfig = ConfigValues<typeof gatewayConfig>;

/** How the ports listen. @throws ConfigError if the TLS variables do not go together */
export function portSettings(config: GatewayConfig): PortSettings {
  const { OCPP_TLS_PORT, TLS_CERT_FILES, TLS_KEY_FILES, TLS_CLIENT_CA_FILES } = config;
  const plain = {
    port: config.OCPP_PORT,
    authorities: TLS_CLIENT_CA_FILES,
    maxHeaderBytes: config.MAX_HEADER_BYTES,
    handshakeMs: config.HANDSHAKE_TIMEOUT_MS,
  };
  if (OCPP_TLS_PORT === undefined) return plain;
  if (TLS_CERT_FILES.length === 0 || TLS_CERT_FILES.length !== TLS_KEY_FILES.length) {
    const fault = 'TLS_CERT_FILES: OCPP_TLS_PORT needs at least one certificate, and as many TLS_KEY_FILES';
    throw new ConfigError('connection-gateway', [fault]);
  }
  const files = { certificates: TLS_CERT_FILES, keys: TLS_KEY_FILES, authorities: TLS_CLIENT_CA_FILES };
  const tls = { port: OCPP_TLS_PORT, files, minVersion: config.TLS_MIN_VERSION, ciphers: config.TLS_CIPHERS };
  return { ...plain, tls };
}

/** How many may knock, and how often. */
export function doorSettings(config: GatewayConfig): DoorSettings {
  return {
    perAddress: { perSecond: config.ADDRESS_RATE, burst: config.ADDRESS_BURST },
    perStation: { perSecond: config.STATION_RATE, burst: config.STATION_BURST },
    admissions: {
      atOnce: config.ADMISSIONS_AT_ONCE,
      waiting: config.ADMISSION_QUEUE,
      waitMs: config.ADMISSION_WAIT_MS,
    },
    retryAfterS: config.RETRY_AFTER_S,
  };
}
