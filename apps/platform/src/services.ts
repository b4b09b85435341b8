import { gatewayService } from '@chargebus/connection-gateway';
import { firmwareService } from '@chargebus/firmware-distribution';
import { sessionsService } from '@chargebus/session-controller';
import { registryService } from '@chargebus/station-registry';
import { billingService } from '@chargebus/transaction-billing';

/** All services of Chargebus; the gateway last, so that those it asks are there when stations come. */
export const services = [registryService, sessionsService, billingService, firmwareService, gatewayService];
