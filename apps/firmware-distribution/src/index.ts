import { messagingMigrations } from '@chargebus/messaging';
import type { ServiceDefinition } from '@chargebus/service-runtime';
import { firmwareConfig, type FirmwareConfig } from './config';
import { FirmwareModule } from './firmware.module';
import { LinkRow } from './store/link.row';
import { ImageCare1764940000001 } from './store/migrations/image-care';
import { DownloadCounts1764990000001 } from './store/migrations/download-counts';
import { UpdateAttempts1764980000001 } from './store/migrations/update-attempts';
import { AttemptRow } from './store/updates/attempt.row';
import { Rollouts1764980000002 } from './store/migrations/rollouts';
import { Publications1765000000002 } from './store/migrations/publications';
import { PublicationRow } from './store/publications/publication.row';
import { OrderCare1765000000001 } from './store/migrations/order-care';
import { RolloutRow, RolloutStationRow } from './store/rollouts/rollout.row';
import { ImageRow } from './store/image.row';
import { FirstTables1763800000004 } from './store/migrations/first-tables';

/** Firmware images, uploaded once and fetched by stations over links of their own, and the updates of stations with them. */
export const firmwareService: ServiceDefinition<FirmwareConfig> = {
  name: 'firmware',
  title: 'firmware-distribution',
  config: firmwareConfig,
  defaultApiPort: 8084,
  database: {
    schema: 'firmware',
    entities: [ImageRow, LinkRow, AttemptRow, RolloutRow, RolloutStationRow, PublicationRow],
    migrations: [
      ...messagingMigrations,
      FirstTables1763800000004,
      ImageCare1764940000001,
      DownloadCounts1764990000001,
      UpdateAttempts1764980000001,
      Rollouts1764980000002,
      OrderCare1765000000001,
      Publications1765000000002,
    ],
  },
  module: (config, runtime) => FirmwareModule.with(config, runtime),
};
