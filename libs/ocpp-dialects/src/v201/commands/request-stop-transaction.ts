import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 2.0.1 F03. Accepted means the station will try; the end itself is a TransactionEvent. */
export const requestStopTransaction: CommandRow<'stop-transaction'> = {
  toCall: ({ transactionRef }) => ({ action: 'RequestStopTransaction', payload: { transactionId: transactionRef } }),
  toResult: (payload) => toCommandResult(payload),
};
