import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 K17: the schedule a car made for itself. Accepted says that it was received, and approves of nothing. */
export const notifyEVChargingSchedule = reportedMessage<
  RequestOf<'NotifyEVChargingSchedule'>,
  ResponseOf<'NotifyEVChargingSchedule'>
>('NotifyEVChargingSchedule', { status: 'Accepted' });
