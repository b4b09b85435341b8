import { Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppendRefused, GroupAppender, StationLinks } from '@chargebus/messaging';
import type { Runtime } from '@chargebus/service-runtime';
import type { GatewayConfig } from './config';
import { GatewayServer } from './door/gateway-server';
import { gatewayCounts, type ConnectionParts } from './link/connection-parts';
import { LastSeen } from './link/last-seen';
import { VerdictDesk } from './verdicts/verdicts';

/** Starts the stations' port with the application and drains it with it. */
class GatewayLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly server: GatewayServer,
    private readonly logger: Runtime['logger'],
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const port = await this.server.start();
    this.logger.info({ port }, `stations connect to ws://localhost:${port}/ocpp/<stationId>`);
  }

  async onApplicationShutdown(): Promise<void> {
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
      handling: { verdicts, appender, now },
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
    return {
      module: GatewayModule,
      providers: [{ provide: GatewayLifecycle, useFactory: () => new GatewayLifecycle(server, logger) }],
    };
  }
}
