import { providedMessage, textOf } from '../../provided-message';
import type { RequestOf, ResponseOf } from '../actions';

/**
 * OCPP 1.6 security extension, A02: a station wants a certificate. Accepted promises a CertificateSigned call later, so it is
 * said only where somebody who signs has said so.
 */
export const signCertificate = providedMessage<
  'signCertificate',
  RequestOf<'SignCertificate'>,
  ResponseOf<'SignCertificate'>
>('SignCertificate', 'signCertificate', {
  toRequest: (request) => ({ csr: textOf(request, 'csr'), purpose: 'station' }),
  toAnswer: () => ({ status: 'Accepted' }),
  otherwise: () => ({ status: 'Rejected' }),
});
