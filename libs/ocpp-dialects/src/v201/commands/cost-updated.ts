import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 2.x I02: the running cost, tax included. The final one is told in the answer to the transaction's end (I03). */
export const costUpdated: CommandRow<'show-cost'> = {
  toCall: ({ transactionRef, amount, final }) =>
    final
      ? { unsupported: 'OCPP 2.x stations are told the final cost in the answer to TransactionEvent Ended' }
      : { action: 'CostUpdated', payload: { totalCost: Number(amount), transactionId: transactionRef } },
  toResult: (payload) => toCommandResult(payload, { hasStatus: false }),
};
