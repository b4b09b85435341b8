import type { ServiceDefinition } from '@chargebus/service-runtime';
import { gatewayConfig, type GatewayConfig } from './config';
import { GatewayModule } from './gateway.module';

/** The only service that speaks OCPP: it holds the stations' sockets and owns no database. */
export const gatewayService: ServiceDefinition<GatewayConfig> = {
  name: 'gateway',
  title: 'connection-gateway',
  config: gatewayConfig,
  defaultApiPort: 8085,
  // A server that falls silent is left within 6 to 8 s, so that another one has the log's acknowledgements before the 15 s
  // are over after which all sockets are closed (messaging rules 4 and 21).
  natsPingIntervalMs: 2_000,
  module: (config, runtime) => GatewayModule.with(config, runtime),
};
