import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 N01: how the upload of a log goes on; `requestId` says of which. */
export const logStatusNotification = reportedMessage<
  RequestOf<'LogStatusNotification'>,
  ResponseOf<'LogStatusNotification'>
>('LogStatusNotification', {});
