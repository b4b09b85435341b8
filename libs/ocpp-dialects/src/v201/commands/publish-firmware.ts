import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';

/** OCPP 2.0.1 L03: PublishFirmwareStatusNotifications that name `requestId` say how it goes on. */
export const publishFirmware: CommandRow<'publish-firmware'> = {
  toCall: ({ requestId, location, md5, retries, retryIntervalS }) => ({
    action: 'PublishFirmware',
    payload: withoutAbsent({ requestId, location, checksum: md5, retries, retryInterval: retryIntervalS }),
  }),
  toResult: (payload) => toCommandResult(payload),
};
