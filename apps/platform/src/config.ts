import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, fromEnv, readConfig } from '@chargebus/service-runtime';
import { z } from 'zod';

const platformConfig = defineConfig({
  CHARGEBUS_DIR: {
    schema: z.string().min(1),
    default: '.chargebus',
    describe: 'Folder of the embedded servers and of uploads',
  },
  DATABASE_URL: { schema: z.string().optional(), describe: 'PostgreSQL to use; unset: an embedded one', secret: true },
  NATS_URL: { schema: z.string().optional(), describe: 'NATS to use; unset: an embedded one', secret: true },
  ADMIN_TOKEN: {
    schema: z.string().min(8).optional(),
    describe: 'Bearer token of the administrator; unset: made once and kept',
    secret: true,
  },
  PARTITIONS: {
    schema: fromEnv.int(1, 1_024),
    default: 4,
    describe: 'Partitions of the logs; fixed once chosen',
  },
  UNKNOWN_STATIONS: {
    schema: z.enum(['accept', 'pending', 'reject']),
    default: 'accept',
    describe: 'What a station nobody registered is told',
  },
  FIRMWARE_DIR: {
    schema: z.string().optional(),
    describe: 'Folder of firmware images; unset: firmware/ in CHARGEBUS_DIR',
  },
  OCPP_PORT: {
    schema: fromEnv.port(),
    default: 9000,
    describe: 'Port that stations connect to',
  },
  SOAP: {
    schema: z.enum(['off', 'on', 'open']),
    default: 'open',
    describe: 'Stations over SOAP under /soap; open: an identity is believed without proof',
  },
  SOAP_CALLBACK_RANGES: {
    schema: z.string(),
    default: '127.0.0.0/8,::1',
    describe: 'Where calls to SOAP stations may be sent: simulated ones of this machine',
  },
});

/** What the one-process platform adds to the services' own variables: friendly defaults, and servers of its own. */
export function readPlatformConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig('platform', platformConfig, env);
}

/** The administrator's token: the one given, else one made at the first start and kept in `dir`, so that a restart keeps it. */
export function keepAdminToken(dir: string, given: string | undefined): string {
  if (given !== undefined) return given;
  const file = join(dir, 'admin-token');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const token = randomBytes(24).toString('base64url');
    mkdirSync(dir, { recursive: true });
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    return token;
  }
}
