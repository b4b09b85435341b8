import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';

/** OCPP 2.0.1 P01. Data of any kind. */
export const dataTransferToStation: CommandRow<'data-transfer'> = {
  toCall: ({ vendorId, messageId, data }) => ({
    action: 'DataTransfer',
    payload: withoutAbsent({ vendorId, messageId, data }),
  }),
  toResult: (payload) => toCommandResult(payload),
};
