import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 N12: a stream of readings is over. */
export const closePeriodicEventStream = reportedMessage<
  RequestOf<'ClosePeriodicEventStream'>,
  ResponseOf<'ClosePeriodicEventStream'>
>('ClosePeriodicEventStream', {});
