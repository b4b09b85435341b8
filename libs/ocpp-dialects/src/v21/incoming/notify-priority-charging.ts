import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 K22: a driver charges with priority, or no longer. */
export const notifyPriorityCharging = reportedMessage<
  RequestOf<'NotifyPriorityCharging'>,
  ResponseOf<'NotifyPriorityCharging'>
>('NotifyPriorityCharging', {});
