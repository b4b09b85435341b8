import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 C20: what became of a payment at the station. A receipt of ours is made by billing, not here. */
export const notifySettlement = reportedMessage<RequestOf<'NotifySettlement'>, ResponseOf<'NotifySettlement'>>(
  'NotifySettlement',
  {},
);
