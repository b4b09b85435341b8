import 'reflect-metadata';
import { join } from 'node:path';
import { startInfra } from '@chargebus/embedded-infra';
import { exitWithFault, runServices } from '@chargebus/service-runtime';
import { keepAdminToken, readPlatformConfig } from './config';
import { services } from './services';
import { welcome } from './welcome';

/** Runs all services in one process, on servers of its own unless told others. */
async function main(): Promise<void> {
  const config = readPlatformConfig();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const infra = await startInfra({
    dir: config.CHARGEBUS_DIR,
    databaseUrl: config.DATABASE_URL,
    natsUrl: config.NATS_URL,
    onProgress: say,
  });
  const adminToken = keepAdminToken(config.CHARGEBUS_DIR, config.ADMIN_TOKEN);
  const running = await runServices(services, {
    name: 'platform',
    defaultApiPort: 8080,
    overrides: {
      DATABASE_URL: infra.databaseUrl,
      NATS_URL: infra.natsUrl,
      PARTITIONS: config.PARTITIONS,
      UNKNOWN_STATIONS: config.UNKNOWN_STATIONS,
      FIRMWARE_DIR: config.FIRMWARE_DIR ?? join(config.CHARGEBUS_DIR, 'firmware'),
      OCPP_PORT: config.OCPP_PORT,
      SOAP: config.SOAP,
      SOAP_CALLBACK_RANGES: config.SOAP_CALLBACK_RANGES,
      ADMIN_TOKEN: adminToken,
    },
    afterClose: () => infra.stop(),
  });
  const { OCPP_PORT: ocppPort, SOAP } = config;
  const startedMs = process.uptime() * 1_000;
  say(welcome({ apiUrl: running.url, ocppPort, soap: SOAP !== 'off', adminToken, startedMs }));
}

void main().catch(exitWithFault);
