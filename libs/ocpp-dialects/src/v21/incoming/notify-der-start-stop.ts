import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 R04: a control of distributed energy begins or ends. */
export const notifyDERStartStop = reportedMessage<RequestOf<'NotifyDERStartStop'>, ResponseOf<'NotifyDERStartStop'>>(
  'NotifyDERStartStop',
  {},
);
