import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';

/**
 * OCPP 1.6 5.19 UpdateFirmware, which has no request id and whose answer says nothing; with a signature SignedUpdateFirmware
 * of the security extension (5.21), whose answer has a status.
 */
export const updateFirmware: CommandRow<'update-firmware'> = {
  toCall({ requestId, location, retrieveAt, installAt, retries, retryIntervalS, signingCertificate, signature }) {
    const tries = { retries, retryInterval: retryIntervalS };
    if (signature === undefined && signingCertificate === undefined) {
      if (installAt !== undefined) return { unsupported: 'OCPP 1.6 installs unsigned firmware once it has it' };
      return { action: 'UpdateFirmware', payload: withoutAbsent({ location, retrieveDate: retrieveAt, ...tries }) };
    }
    if (signature === undefined || signingCertificate === undefined) {
      return { unsupported: 'OCPP 1.6 takes a signature with its certificate only' };
    }
    const times = { retrieveDateTime: retrieveAt, installDateTime: installAt };
    const firmware = withoutAbsent({ location, ...times, signingCertificate, signature });
    return { action: 'SignedUpdateFirmware', payload: withoutAbsent({ requestId, firmware, ...tries }) };
  },
  toResult: (payload, { signature }) => toCommandResult(payload, { hasStatus: signature !== undefined }),
};
