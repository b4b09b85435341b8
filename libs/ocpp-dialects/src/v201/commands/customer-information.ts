import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { toIdToken, words201, type TokenWords } from '../id-tokens';

/** OCPP 2.0.1 N09, N10. Exactly one name of the customer (N09.FR.05); the certificate, which we do not keep, by a raw call. */
export const customerInformationIn = (words: TokenWords): CommandRow<'customer-information'> => ({
  toCall: ({ requestId, report, clear, token, tokenType, customerId }) => ({
    action: 'CustomerInformation',
    payload: withoutAbsent({
      requestId,
      report,
      clear,
      idToken: token === undefined ? undefined : toIdToken({ token, tokenType: tokenType ?? 'rfid' }, words),
      customerIdentifier: customerId,
    }),
  }),
  toResult: (payload) => toCommandResult(payload),
});

export const customerInformation = customerInformationIn(words201);
