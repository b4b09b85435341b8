import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 1.6 5.3. RebootRequired: accepted, and the response says what is still to do. */
export const changeConfiguration: CommandRow<'set-configuration'> = {
  toCall: ({ key, value }) => ({ action: 'ChangeConfiguration', payload: { key, value } }),
  toResult: (payload) => toCommandResult(payload),
};
