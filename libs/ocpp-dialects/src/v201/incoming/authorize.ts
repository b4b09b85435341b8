import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { withoutAbsent } from '../../json';
import type { RequestOf, ResponseOf } from '../actions';
import { toIdTokenInfo, toShownToken, words201, type TokenWords } from '../id-tokens';

type Authorize = RequestOf<'Authorize'>;

/** OCPP 2.x C01: a token is shown; may it charge? */
export const authorizeIn = (words: TokenWords): IncomingRow<Authorize, ResponseOf<'Authorize'>> => ({
  nature: 'query',
  toQuestion({ idToken }) {
    const shown = toShownToken(idToken);
    return shown && { ask: 'authorize', request: { ...shown, purpose: 'authorize' } };
  },
  toReport({ idToken }, context, { authorization }) {
    const shown = toShownToken(idToken);
    if (!shown || !authorization) return { events: [] };
    const data = { ...shown, verdict: authorization };
    return { events: [{ kind: 'station.token.presented', ...headerOf(context), data }] };
  },
  toAnswer: (request, { authorization }) =>
    withoutAbsent({
      idTokenInfo: toIdTokenInfo(authorization, words),
      certificateStatus: toCertificateStatus(request),
    }),
});

export const authorize = authorizeIn(words201);

/** C07: a contract certificate comes along to be checked. Nobody can check it yet, so it is not vouched for. */
function toCertificateStatus({
  certificate,
  iso15118CertificateHashData,
}: Authorize): ResponseOf<'Authorize'>['certificateStatus'] {
  return certificate === undefined && iso15118CertificateHashData === undefined ? undefined : 'NoCertificateAvailable';
}
