import type { CommandRow } from '../../dialect';

/** Came with OCPP 2.0. */
export const noTransactionStatus: CommandRow<'get-transaction-status'> = {
  toCall: () => ({
    unsupported: 'OCPP 1.6 stations cannot be asked for a transaction; trigger meter-values shows one',
  }),
  toResult: () => ({ status: 'unsupported' }),
};
