import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 N07: a monitor of the device model has seen something; `tbc` says that more parts follow. */
export const notifyEvent = reportedMessage<RequestOf<'NotifyEvent'>, ResponseOf<'NotifyEvent'>>('NotifyEvent', {});
