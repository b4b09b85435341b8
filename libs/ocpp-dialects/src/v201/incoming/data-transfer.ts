import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 P02: what a vendor made up. No vendor is known yet, which is a normal answer and no CALLERROR. */
export const dataTransfer = reportedMessage<RequestOf<'DataTransfer'>, ResponseOf<'DataTransfer'>>('DataTransfer', {
  status: 'UnknownVendorId',
});
