import type { OutboxRelay } from '@chargebus/messaging';
import type { DataSource } from '@chargebus/service-runtime';

/** What billing's controllers use. A class, so that Nest can inject it by type. */
export class BillingContext {
  constructor(
    readonly dataSource: DataSource,
    readonly relay: OutboxRelay,
    readonly partitions: number,
  ) {}
}
