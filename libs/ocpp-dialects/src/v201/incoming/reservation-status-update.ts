import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 H04: a reservation has expired or was removed. */
export const reservationStatusUpdate = reportedMessage<
  RequestOf<'ReservationStatusUpdate'>,
  ResponseOf<'ReservationStatusUpdate'>
>('ReservationStatusUpdate', {});
