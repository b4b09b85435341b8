import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 R05: the grid is not as it should be, or is again. */
export const notifyDERAlarm = reportedMessage<RequestOf<'NotifyDERAlarm'>, ResponseOf<'NotifyDERAlarm'>>(
  'NotifyDERAlarm',
  {},
);
