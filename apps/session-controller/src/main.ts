import 'reflect-metadata';
import { exitWithFault, runServices } from '@chargebus/service-runtime';
import { sessionsService } from './index';

void runServices([sessionsService], { name: 'session-controller' }).catch(exitWithFault);
