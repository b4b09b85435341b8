import { defineConfig, type ConfigValues } from '@chargebus/service-runtime';

/** Billing needs nothing of its own yet beyond what every service has. */
export const billingConfig = defineConfig({});
export type BillingConfig = ConfigValues<typeof billingConfig>;
