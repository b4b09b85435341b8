import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 A02: a station wants a certificate. Nobody signs yet, and the station is told so in the normal way. */
export const signCertificate = reportedMessage<RequestOf<'SignCertificate'>, ResponseOf<'SignCertificate'>>(
  'SignCertificate',
  { status: 'Rejected' },
);
