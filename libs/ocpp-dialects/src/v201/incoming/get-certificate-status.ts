import { providedMessage, textOf } from '../../provided-message';
import type { RequestOf, ResponseOf } from '../actions';
import { toCertificateHash } from '../certificate-hash';

/** OCPP 2.x M06: was a certificate revoked? Failed where nobody can be asked: then it is not known. */
export const getCertificateStatus = providedMessage<
  'certificateStatus',
  RequestOf<'GetCertificateStatus'>,
  ResponseOf<'GetCertificateStatus'>
>('GetCertificateStatus', 'certificateStatus', {
  toRequest: ({ ocspRequestData }) => ({
    ...toCertificateHash(ocspRequestData),
    responderUrl: textOf(ocspRequestData, 'responderURL'),
  }),
  toAnswer: ({ ocspResult }) => ({ status: 'Accepted', ocspResult }),
  otherwise: () => ({ status: 'Failed' }),
});
