import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 O03: the messages a station shows, asked for under `requestId`. */
export const notifyDisplayMessages = reportedMessage<
  RequestOf<'NotifyDisplayMessages'>,
  ResponseOf<'NotifyDisplayMessages'>
>('NotifyDisplayMessages', {});
