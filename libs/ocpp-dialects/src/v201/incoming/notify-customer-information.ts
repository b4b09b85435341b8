import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 N09: a part of what the station knows of a customer. It travels to the log as it is, and ages out with it. */
export const notifyCustomerInformation = reportedMessage<
  RequestOf<'NotifyCustomerInformation'>,
  ResponseOf<'NotifyCustomerInformation'>
>('NotifyCustomerInformation', {});
