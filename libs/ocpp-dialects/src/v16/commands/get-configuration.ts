import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 1.6 5.8. No keys means all; the result has no status, and names unknown keys beside the known. */
export const getConfiguration: CommandRow<'get-configuration'> = {
  toCall: ({ keys }) => ({ action: 'GetConfiguration', payload: keys && keys.length > 0 ? { key: keys } : {} }),
  toResult: (payload) => toCommandResult(payload, { hasStatus: false }),
};
