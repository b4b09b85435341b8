import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 K12: somebody else than us limits the station. */
export const notifyChargingLimit = reportedMessage<RequestOf<'NotifyChargingLimit'>, ResponseOf<'NotifyChargingLimit'>>(
  'NotifyChargingLimit',
  {},
);
