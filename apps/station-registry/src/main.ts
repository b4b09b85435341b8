import 'reflect-metadata';
import { exitWithFault, runServices } from '@chargebus/service-runtime';
import { registryService } from './index';

void runServices([registryService], { name: 'station-registry' }).catch(exitWithFault);
