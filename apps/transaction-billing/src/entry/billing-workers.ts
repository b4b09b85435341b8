import type { DeliverWebhooks } from '../use-cases/deliver-webhooks';
import type { FindPlaces } from '../use-cases/export-cdrs';
import type { WebhookReach } from '../use-cases/post-webhook';
import type { InvoiceRunner } from '../use-cases/run-invoices';

/** What works behind billing's controllers. A class, so that Nest can inject it by type. */
export class BillingWorkers {
  constructor(
    readonly invoices: InvoiceRunner,
    readonly webhooks: DeliverWebhooks,
    readonly reach: WebhookReach,
    readonly findPlaces: FindPlaces,
  ) {}
}
