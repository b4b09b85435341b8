import { Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OutboxRelay, Projection } from '@chargebus/messaging';
import { watchOutbox, watchReaders, type Runtime } from '@chargebus/service-runtime';
import { BillingContext } from './entry/billing-context';
import { BillsController } from './entry/bills.controller';
import { PricesController } from './entry/prices.controller';
import { TariffsController } from './entry/tariffs.controller';
import { billingFactKinds, FactProjector, type BillingFact } from './use-cases/project-facts';

/** Runs billing's reader and its outbox with the application. */
class BillingLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly facts: Projection<BillingFact>,
    private readonly relay: OutboxRelay,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.relay.start();
    await this.facts.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.facts.stop();
    await this.relay.stop();
  }
}

@Module({})
export class BillingModule {
  /** Billing's composition root. */
  static with(runtime: Runtime): DynamicModule {
    const { messaging, database: dataSource, locks, logger } = runtime;
    const relay = new OutboxRelay({ messaging, dataSource, locks, logger, name: 'billing' });
    const projector = new FactProjector();
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
    watchReaders(runtime, 'billing', { facts });
    watchOutbox(runtime, 'billing', relay);
    return {
      module: BillingModule,
      controllers: [TariffsController, BillsController, PricesController],
      providers: [
        { provide: BillingContext, useValue: new BillingContext(dataSource, relay, messaging.partitions) },
        { provide: BillingLifecycle, useFactory: () => new BillingLifecycle(facts, relay) },
      ],
    };
  }
}
