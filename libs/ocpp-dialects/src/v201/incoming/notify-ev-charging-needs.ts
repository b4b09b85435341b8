import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 K15: what an ISO 15118 car wants. Nobody makes it a schedule yet: Rejected means that this service is not available. */
export const notifyEVChargingNeeds = reportedMessage<
  RequestOf<'NotifyEVChargingNeeds'>,
  ResponseOf<'NotifyEVChargingNeeds'>
>('NotifyEVChargingNeeds', { status: 'Rejected' });
