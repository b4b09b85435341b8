import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';

/** OCPP 1.6 5.6. 1.6 carries text only: other data goes as its JSON. */
export const dataTransferToStation: CommandRow<'data-transfer'> = {
  toCall: ({ vendorId, messageId, data }) => ({
    action: 'DataTransfer',
    payload: withoutAbsent({ vendorId, messageId, data: toText(data) }),
  }),
  toResult: (payload) => toCommandResult(payload),
};

function toText(data: unknown): string | undefined {
  return data === undefined || typeof data === 'string' ? data : JSON.stringify(data);
}
