import type { IncomingRow } from '../../dialect';
import { transactionEventIn } from '../../v201/incoming/transaction-event';
import type { RequestOf, ResponseOf } from '../actions';
import { words21 } from '../id-tokens';

/**
 * OCPP 2.1 E01-E15: as in 2.0.1, whose row takes words it does not know as they come; what 2.1 has added (its cost, limits and
 * mode of operation) goes with the event as `details`. Its answers tell the cost while the transaction runs, too.
 */
export const transactionEvent = transactionEventIn(words21, 'in-answer') as IncomingRow<
  RequestOf<'TransactionEvent'>,
  ResponseOf<'TransactionEvent'>
>;
