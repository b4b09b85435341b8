import { lookUp, withoutAbsent, type JsonObject } from '../../json';
import { providedMessage, textOf } from '../../provided-message';
import type { RequestOf, ResponseOf } from '../actions';

const PURPOSES: Readonly<Record<string, 'v2g' | 'v2g-20'>> = { V2GCertificate: 'v2g', V2G20Certificate: 'v2g-20' };

/** OCPP 2.x A02: a station wants a certificate. Accepted: one will come by CertificateSigned. Rejected where nobody signs. */
export const signCertificate = providedMessage<
  'signCertificate',
  RequestOf<'SignCertificate'>,
  ResponseOf<'SignCertificate'>
>('SignCertificate', 'signCertificate', {
  toRequest: (request) =>
    withoutAbsent({
      csr: textOf(request, 'csr'),
      purpose: lookUp(PURPOSES, request.certificateType ?? '') ?? ('station' as const),
      requestId: requestIdOf(request),
    }),
  toAnswer: () => ({ status: 'Accepted' }),
  otherwise: () => ({ status: 'Rejected' }),
});

/** 2.1 alone has one. */
function requestIdOf(request: object): number | undefined {
  const { requestId } = request as JsonObject;
  return Number.isSafeInteger(requestId) ? (requestId as number) : undefined;
}
