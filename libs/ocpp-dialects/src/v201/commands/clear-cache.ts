import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 2.0.1 C11. */
export const clearCache: CommandRow<'clear-cache'> = {
  toCall: () => ({ action: 'ClearCache', payload: {} }),
  toResult: (payload) => toCommandResult(payload),
};
