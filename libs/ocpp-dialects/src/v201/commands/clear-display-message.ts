import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 2.0.1 O05. */
export const clearDisplayMessage: CommandRow<'clear-display-message'> = {
  toCall: ({ messageId }) => ({ action: 'ClearDisplayMessage', payload: { id: messageId } }),
  toResult: (payload) => toCommandResult(payload),
};
