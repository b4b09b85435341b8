import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 N11: a monitor is to be told as a stream; each of its messages is taken. */
export const openPeriodicEventStream = reportedMessage<
  RequestOf<'OpenPeriodicEventStream'>,
  ResponseOf<'OpenPeriodicEventStream'>
>('OpenPeriodicEventStream', { status: 'Accepted' });
