import type { CommandRow } from '../../dialect';

/** OCPP 2.x E14. `response`: `{ongoingIndicator, messagesInQueue}`; a transaction the station does not know is not ongoing. */
export const getTransactionStatus: CommandRow<'get-transaction-status'> = {
  toCall: ({ transactionRef }) => ({ action: 'GetTransactionStatus', payload: { transactionId: transactionRef } }),
  toResult: (payload) => ({ status: 'accepted', response: payload }),
};
