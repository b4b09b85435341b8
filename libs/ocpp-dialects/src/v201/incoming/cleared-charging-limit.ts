import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 K13: that limit is gone. */
export const clearedChargingLimit = reportedMessage<
  RequestOf<'ClearedChargingLimit'>,
  ResponseOf<'ClearedChargingLimit'>
>('ClearedChargingLimit', {});
