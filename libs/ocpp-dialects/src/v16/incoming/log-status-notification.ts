import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 1.6 security extension: how the upload of a log goes on. */
export const logStatusNotification = reportedMessage<
  RequestOf<'LogStatusNotification'>,
  ResponseOf<'LogStatusNotification'>
>('LogStatusNotification', {});
