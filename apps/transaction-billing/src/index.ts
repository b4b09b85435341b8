import { messagingMigrations } from '@chargebus/messaging';
import type { ServiceDefinition } from '@chargebus/service-runtime';
import { BillingModule } from './billing.module';
import { billingConfig, type BillingConfig } from './config';
import { RoomForUpdates1764100000000 } from './store/migrations/1764100000000-room-for-updates';
import { ExactBills1764800000001 } from './store/migrations/1764800000001-exact-bills';
import { CreateBilling1763800000000 } from './store/migrations/1763800000000-create-billing';

/** Tariffs, prices and bills. */
export const billingService: ServiceDefinition<BillingConfig> = {
  name: 'billing',
  title: 'transaction-billing',
  config: billingConfig,
  defaultApiPort: 8083,
  database: {
    schema: 'billing',
    entities: [],
    migrations: [
      ...messagingMigrations,
      CreateBilling1763800000000,
      RoomForUpdates1764100000000,
      ExactBills1764800000001,
    ],
  },
  module: (_config, runtime) => BillingModule.with(runtime),
};
