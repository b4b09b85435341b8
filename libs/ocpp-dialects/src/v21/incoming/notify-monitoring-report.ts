import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 N02: a part of the monitors that were asked for; 2.1 says of each how it reports. */
export const notifyMonitoringReport = reportedMessage<
  RequestOf<'NotifyMonitoringReport'>,
  ResponseOf<'NotifyMonitoringReport'>
>('NotifyMonitoringReport', {});
