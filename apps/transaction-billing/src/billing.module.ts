import { Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OutboxRelay, Projection } from '@chargebus/messaging';
import { watchOutbox, watchReaders, type Runtime } from '@chargebus/service-runtime';
import { BillingContext } from './entry/billing-context';
import { BillsController } from './entry/bills.controller';
import { BillingWorkers } from './entry/billing-workers';
import { CustomersController } from './entry/customers.controller';
import { ExportsController } from './entry/exports.controller';
import { InvoicesController } from './entry/invoices.controller';
import { PricesController } from './entry/prices.controller';
import { StationCostsController } from './entry/station-costs.controller';
import { TariffsController } from './entry/tariffs.controller';
import { WebhooksController } from './entry/webhooks.controller';
import { webhookSettings, type BillingConfig } from './config';
import { countDeliveries } from './store/webhook-delivery.repository';
import { AnswerCost } from './use-cases/answer-cost';
import { DeliverWebhooks } from './use-cases/deliver-webhooks';
import { findPlacesBy } from './use-cases/export-cdrs';
import { billingFactKinds, FactProjector, type BillingFact } from './use-cases/project-facts';
import { InvoiceRunner } from './use-cases/run-invoices';

/** Runs billing's reader and its outbox with the application. */
class BillingLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly facts: Projection<BillingFact>,
    private readonly relay: OutboxRelay,
    private readonly workers: BillingWorkers,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.relay.start();
    this.workers.invoices.start();
    this.workers.webhooks.start();
    await this.facts.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.facts.stop(), this.workers.invoices.stop(), this.workers.webhooks.stop()]);
    await this.relay.stop();
  }
}

function workersOf(config: BillingConfig, { messaging, database, locks, logger, metrics }: Runtime): BillingWorkers {
  const settings = webhookSettings(config);
  const ended = metrics.counter('chargebus_billing_webhook_attempts_total', 'Attempts to deliver webhooks.', [
    'outcome',
  ]);
  metrics.gauge(
    'chargebus_billing_webhook_deliveries',
    'Deliveries that wait or are dead.',
    ['status'],
    async (gauge) => {
      gauge.reset();
      for (const { status, n } of await countDeliveries(database.manager)) gauge.set({ status }, n);
    },
  );
  const webhooks = new DeliverWebhooks(database, settings, logger, (outcome) => ended.inc({ outcome }));
  const invoices = new InvoiceRunner(database, locks, messaging.partitions, logger);
  return new BillingWorkers(invoices, webhooks, settings, findPlacesBy(messaging));
}

@Module({})
export class BillingModule {
  /** Billing's composition root. */
  static with(config: BillingConfig, runtime: Runtime): DynamicModule {
    const { messaging, database: dataSource, locks, logger } = runtime;
    const relay = new OutboxRelay({ messaging, dataSource, locks, logger, name: 'billing' });
    const projector = new FactProjector();
    locks.onLost(() => projector.forget());
    const facts = new Projection<BillingFact>({
      name: 'billing.facts',
      stream: 'FACT',
      kinds: billingFactKinds,
      messaging,
      dataSource,
      locks,
      logger,
      apply: projector.apply,
      onQuarantined: projector.onQuarantined,
    });
    const workers = workersOf(config, runtime);
    watchReaders(runtime, 'billing', { facts });
    watchOutbox(runtime, 'billing', relay);
    return {
      module: BillingModule,
      controllers: [
        TariffsController,
        ExportsController,
        BillsController,
        PricesController,
        CustomersController,
        InvoicesController,
        WebhooksController,
        StationCostsController,
      ],
      providers: [
        { provide: BillingContext, useValue: new BillingContext(dataSource, relay, messaging.partitions) },
        { provide: BillingWorkers, useValue: workers },
        { provide: AnswerCost, useValue: new AnswerCost(dataSource, facts) },
        { provide: BillingLifecycle, useFactory: () => new BillingLifecycle(facts, relay, workers) },
      ],
    };
  }
}
