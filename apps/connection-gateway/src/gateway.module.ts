import { Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppendRefused, GroupAppender, StationLinks } from '@chargebus/messaging';
import type { Runtime } from '@chargebus/service-runtime';
import type { GatewayConfig } from './config';
import { GatewayServer } from './door/gateway-server';
import { gatewayCounts, type ConnectionParts } from './link/connection-parts';
import { LastSeen } from './link/last-seen';
import { limitTraces } from './link/limit-traces';
import { Products } from './link/products';
import { CostDesk } from './verdicts/cost-desk';
import { VerdictDesk } from './verdicts/verdicts';

/** Starts the stations' ports with the application and drains them with it; SIGHUP reads the TLS files anew. */
class GatewayLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly reload = (): void => this.server.reloadTls();

  constructor(
    private readonly server: GatewayServer,
    private readonly logger: Runtime['logger'],
    private readonly prepare: () => Promise<void>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.prepare();
    const { plain: port, tls } = await this.server.start();
    process.on('SIGHUP', this.reload);
    this.logger.info({ port }, `stations connect to ws://localhost:${port}/ocpp/<stationId>`);
    if (tls !== undefined) this.logger.info({ port: tls }, `and by TLS to wss://localhost:${tls}/ocpp/<stationId>`);
  }

  async onApplicationShutdown(): Promise<void> {
    process.off('SIGHUP', this.reload);
    await this.server.stop();
  }
}

@Module({})
export class GatewayModule {
  /** The gateway's composition root. */
  static with(
    config: GatewayConfig,
    runtime: Pick<Runtime, 'messaging' | 'logger' | 'health' | 'metrics'>,
  ): DynamicModule {
    const { messaging, logger, health, metrics } = runtime;
    const appender = new GroupAppender({ messaging, maxWaitingBytes: config.MAX_WAITING_BYTES });
    const links = new StationLinks({
      messaging,
      appender,
      gatewayId: config.GATEWAY_ID,
      leaseMs: config.LEASE_MS,
      logger,
    });
    const now = (): Date => new Date();
    const deadlines = { admitMs: config.ADMIT_DEADLINE_MS, answerMs: config.ASK_DEADLINE_MS };
    const verdicts = new VerdictDesk(messaging, config.OUTAGE_POLICY, deadlines);
    const parts: ConnectionParts = {
      gatewayId: config.GATEWAY_ID,
      messaging,
      handling: {
        verdicts,
        costs: new CostDesk(messaging, config.COST_DEADLINE_MS),
        products: new Products(),
        appender,
        now,
      },
      triggerAfterBoot: config.TRIGGER_AFTER_BOOT,
      costIntervalMs: config.COST_INTERVAL_S * 1_000,
      frameRate: { perSecond: config.FRAME_RATE, burst: config.FRAME_BURST },
      lastSeen: new LastSeen(appender, config.GATEWAY_ID, messaging.partitions),
      counts: gatewayCounts(metrics),
      logger,
      now,
      isLogOutage: (error) => error instanceof AppendRefused && error.reason !== 'too-large',
    };
    const server = new GatewayServer(config, parts, appender, links);
    health.add('station log', () => {
      if (!appender.reachable) throw new Error('the log takes no reports');
    });
    const prepare = (): Promise<void> => limitTraces(messaging, config, logger);
    return {
      module: GatewayModule,
      providers: [{ provide: GatewayLifecycle, useFactory: () => new GatewayLifecycle(server, logger, prepare) }],
    };
  }
}
