import { providedMessage } from '../../provided-message';
import { toCertificateHash } from '../../v201/certificate-hash';
import type { RequestOf, ResponseOf } from '../actions';

type Asked = RequestOf<'GetCertificateChainStatus'>;
type Answer = ResponseOf<'GetCertificateChainStatus'>;
type Told = { status: keyof typeof WORDS; nextUpdate: string };

const WORDS = { good: 'Good', revoked: 'Revoked', unknown: 'Unknown', failed: 'Failed' } as const;
/** A status that failed is asked for again after this. */
const AGAIN_MS = 3_600_000;

/** OCPP 2.1 M07: was any certificate of a chain revoked? Each is Failed where nobody can be asked. */
export const getCertificateChainStatus = providedMessage<'certificateChainStatus', Asked, Answer>(
  'GetCertificateChainStatus',
  'certificateChainStatus',
  {
    toRequest: ({ certificateStatusRequests }) => ({
      certificates: certificateStatusRequests.map(({ certificateHashData, source, urls }) => ({
        ...toCertificateHash(certificateHashData),
        source: source === 'CRL' ? ('crl' as const) : ('ocsp' as const),
        urls,
      })),
    }),
    toAnswer: ({ statuses }, asked, now) => toAnswer(asked, statuses, now),
    otherwise: (asked, now) => toAnswer(asked, [], now),
  },
);

function toAnswer({ certificateStatusRequests }: Asked, told: readonly Told[], now: string): Answer {
  const failed = { status: 'Failed', nextUpdate: new Date(Date.parse(now) + AGAIN_MS).toISOString() } as const;
  const certificateStatus = certificateStatusRequests.map(({ certificateHashData, source }, i) => {
    const one = told[i];
    const status = one ? { status: WORDS[one.status], nextUpdate: one.nextUpdate } : failed;
    return { certificateHashData, source, ...status };
  });
  return { certificateStatus };
}
