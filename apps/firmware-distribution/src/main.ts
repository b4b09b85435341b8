import 'reflect-metadata';
import { exitWithFault, runServices } from '@chargebus/service-runtime';
import { firmwareService } from './index';

void runServices([firmwareService], { name: 'firmware-distribution' }).catch(exitWithFault);
