import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 A04: something happened that touches the station's security. Always answered normally. */
export const securityEventNotification = reportedMessage<
  RequestOf<'SecurityEventNotification'>,
  ResponseOf<'SecurityEventNotification'>
>('SecurityEventNotification', {});
