import { messagingMigrations } from '@chargebus/messaging';
import type { ServiceDefinition } from '@chargebus/service-runtime';
import { firmwareConfig, type FirmwareConfig } from './config';
import { FirmwareModule } from './firmware.module';
import { ImageRow } from './store/image.row';
import { FirstTables1763800000004 } from './store/migrations/first-tables';

/** Firmware images: uploaded once, never changed. */
export const firmwareService: ServiceDefinition<FirmwareConfig> = {
  name: 'firmware',
  title: 'firmware-distribution',
  config: firmwareConfig,
  defaultApiPort: 8084,
  database: {
    schema: 'firmware',
    entities: [ImageRow],
    migrations: [...messagingMigrations, FirstTables1763800000004],
  },
  module: (config, runtime) => FirmwareModule.with(config, runtime),
};
