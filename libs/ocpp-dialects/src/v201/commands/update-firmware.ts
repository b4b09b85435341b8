import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';

/** OCPP 2.0.1 L01, L02. AcceptedCanceled: taken, and an update that was under way is given up for it. */
export const updateFirmware: CommandRow<'update-firmware'> = {
  toCall: ({ requestId, location, retrieveAt, installAt, retries, retryIntervalS, signingCertificate, signature }) => ({
    action: 'UpdateFirmware',
    payload: withoutAbsent({
      requestId,
      retries,
      retryInterval: retryIntervalS,
      firmware: withoutAbsent({
        location,
        retrieveDateTime: retrieveAt,
        installDateTime: installAt,
        signingCertificate,
        signature,
      }),
    }),
  }),
  toResult: (payload) => toCommandResult(payload),
};
