import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 1.6 5.4. */
export const clearCache: CommandRow<'clear-cache'> = {
  toCall: () => ({ action: 'ClearCache', payload: {} }),
  toResult: (payload) => toCommandResult(payload),
};
