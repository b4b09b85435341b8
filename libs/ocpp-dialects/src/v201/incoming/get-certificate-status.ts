import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 M06: a station wants to know by OCSP whether a certificate was revoked. Nobody can be asked yet: Failed, not known. */
export const getCertificateStatus = reportedMessage<
  RequestOf<'GetCertificateStatus'>,
  ResponseOf<'GetCertificateStatus'>
>('GetCertificateStatus', { status: 'Failed' });
