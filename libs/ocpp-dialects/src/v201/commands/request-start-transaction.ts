import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { toChargingProfile } from '../charging-profiles';
import { toIdToken, words201, type TokenWords } from '../id-tokens';

/**
 * OCPP 2.x F01, F02. Accepted means the station will try; the start's TransactionEvent names `remoteStartId`. A transaction
 * that the cable has started already is named in the result.
 */
export const requestStartTransactionIn = (words: TokenWords): CommandRow<'start-transaction'> => ({
  toCall: ({ evseId, token, tokenType, remoteStartId, chargingProfile }) => ({
    action: 'RequestStartTransaction',
    payload: withoutAbsent({
      evseId: evseId || undefined,
      idToken: toIdToken({ token, tokenType }, words),
      remoteStartId,
      chargingProfile: chargingProfile && toChargingProfile(chargingProfile),
    }),
  }),
  toResult: (payload) => toCommandResult(payload),
});

export const requestStartTransaction = requestStartTransactionIn(words201);
