import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 2.0.1 L04. NoFirmware and DownloadOngoing are refusals; the response says which. */
export const unpublishFirmware: CommandRow<'unpublish-firmware'> = {
  toCall: ({ md5 }) => ({ action: 'UnpublishFirmware', payload: { checksum: md5 } }),
  toResult: (payload) => toCommandResult(payload),
};
