import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { toTransactionId } from '../charging-profiles';

/** OCPP 1.6 5.12. Accepted means the station will try; the end itself is a StopTransaction. */
export const remoteStopTransaction: CommandRow<'stop-transaction'> = {
  toCall({ transactionRef }) {
    const transactionId = toTransactionId(transactionRef);
    if (transactionId === undefined) return { unsupported: 'OCPP 1.6 transactions have numbers for names' };
    return { action: 'RemoteStopTransaction', payload: { transactionId } };
  },
  toResult: (payload) => toCommandResult(payload),
};
