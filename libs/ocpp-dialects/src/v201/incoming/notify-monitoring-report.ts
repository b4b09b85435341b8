import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 N02: a part of the monitors that were asked for under `requestId`. */
export const notifyMonitoringReport = reportedMessage<
  RequestOf<'NotifyMonitoringReport'>,
  ResponseOf<'NotifyMonitoringReport'>
>('NotifyMonitoringReport', {});
