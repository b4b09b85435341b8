import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 B07: a part of the device model that was asked for under `requestId`; `tbc` says that more parts follow. */
export const notifyReport = reportedMessage<RequestOf<'NotifyReport'>, ResponseOf<'NotifyReport'>>('NotifyReport', {});
