import 'reflect-metadata';
import { exitWithFault, runServices } from '@chargebus/service-runtime';
import { gatewayService } from './index';

void runServices([gatewayService], { name: 'connection-gateway' }).catch(exitWithFault);
