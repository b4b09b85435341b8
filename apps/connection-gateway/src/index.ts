import type { ServiceDefinition } from '@chargebus/service-runtime';
import { gatewayConfig, type GatewayConfig } from './config';
import { GatewayModule } from './gateway.module';

/** The only service that speaks OCPP: it holds the stations' sockets and owns no database. */
export const gatewayService: ServiceDefinition<GatewayConfig> = {
  name: 'gateway',
  title: 'connection-gateway',
  config: gatewayConfig,
  defaultApiPort: 8085,
  module: (config, runtime) => GatewayModule.with(config, runtime),
};
