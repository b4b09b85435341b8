import { status } from '../call-desk';
import type { Payload } from '../call-lane';
import type { UpdateOrder } from '../firmware/firmware-update';
import type { Reply } from '../rig';
import type { Parts } from './parts';

interface Firmware {
  location: string;
  retrieveDateTime: string;
  installDateTime?: string;
  signingCertificate?: string;
  signature?: string;
}

/** UpdateFirmware (L01, L02): with a signature it is checked, without one it is not. */
export function updateFirmware({ firmware }: Parts, payload: Payload): Reply {
  const { location, retrieveDateTime, installDateTime, signingCertificate, signature } = payload[
    'firmware'
  ] as Firmware;
  const signed = signingCertificate !== undefined && signature !== undefined;
  const order: UpdateOrder = {
    ...{
      location,
      retrieveDate: retrieveDateTime,
      installDate: installDateTime,
      requestId: Number(payload['requestId']),
    },
    ...{ retries: Number(payload['retries'] ?? 0), retryIntervalS: Number(payload['retryInterval'] ?? 0) },
    ...(signed && { signed: { certificate: signingCertificate, signature } }),
  };
  const answer = firmware.answerTo(order);
  return status(answer, answer.startsWith('Accepted') ? () => firmware.begin(order) : undefined);
}
