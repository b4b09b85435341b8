import { messagingMigrations } from '@chargebus/messaging';
import type { ServiceDefinition } from '@chargebus/service-runtime';
import { BillingModule } from './billing.module';
import { billingConfig, type BillingConfig } from './config';
import { RoomForUpdates1764100000000 } from './store/migrations/1764100000000-room-for-updates';
import { ChangesByKey1764910000050 } from './store/migrations/1764910000050-changes-by-key';
import { ExactBills1764800000001 } from './store/migrations/1764800000001-exact-bills';
import { DriverCosts1764910000002 } from './store/migrations/1764910000002-driver-costs';
import { Invoices1764920000001 } from './store/migrations/1764920000001-invoices';
import { Webhooks1764920000002 } from './store/migrations/1764920000002-webhooks';
import { SlimInputs1765100000000 } from './store/migrations/1765100000000-slim-inputs';
import { NoIndexByInvoice1765100000001 } from './store/migrations/1765100000001-no-index-by-invoice';
import { CreateBilling1763800000000 } from './store/migrations/1763800000000-create-billing';

/** Tariffs, prices, bills, invoices, and the webhooks that tell of them. */
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
      ChangesByKey1764910000050,
      Invoices1764920000001,
      Webhooks1764920000002,
      DriverCosts1764910000002,
      SlimInputs1765100000000,
      NoIndexByInvoice1765100000001,
    ],
  },
  module: (config, runtime) => BillingModule.with(config, runtime),
};
