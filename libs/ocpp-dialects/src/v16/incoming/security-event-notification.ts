import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 1.6 security extension: always answered normally, also to stations that send it without having the extension. */
export const securityEventNotification = reportedMessage<
  RequestOf<'SecurityEventNotification'>,
  ResponseOf<'SecurityEventNotification'>
>('SecurityEventNotification', {});
