import type { IncomingRow } from '../../dialect';
import { reportedMessage } from '../../reported-message';
import type { RequestOf } from '../actions';

type Stream = RequestOf<'NotifyPeriodicEventStream'>;

/** OCPP 2.1 N13: readings of a monitor, in a stream. Comes as SEND, which is never answered. */
export const notifyPeriodicEventStream: IncomingRow<Stream, object> = {
  ...reportedMessage<Stream, object>('NotifyPeriodicEventStream', {}),
  answered: false,
};
