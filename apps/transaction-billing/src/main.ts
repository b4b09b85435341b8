import 'reflect-metadata';
import { exitWithFault, runServices } from '@chargebus/service-runtime';
import { billingService } from './index';

void runServices([billingService], { name: 'transaction-billing' }).catch(exitWithFault);
