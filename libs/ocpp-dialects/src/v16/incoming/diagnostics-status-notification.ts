import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 1.6 4.4: how the upload of diagnostics goes on. Names no request. */
export const diagnosticsStatusNotification = reportedMessage<
  RequestOf<'DiagnosticsStatusNotification'>,
  ResponseOf<'DiagnosticsStatusNotification'>
>('DiagnosticsStatusNotification', {});
