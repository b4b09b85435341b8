import type { IncomingRow } from './dialect';
import { withoutAbsent, type JsonObject } from './json';
import { reportedMessage } from './reported-message';

/** The words of DataTransfer's status, the same in every version. */
const REFUSED = {
  rejected: 'Rejected',
  'unknown-message': 'UnknownMessageId',
  unavailable: 'UnknownVendorId',
} as const;

/**
 * The row of DataTransfer (OCPP 1.6 4.3, 2.x P02): whoever knows the vendor is asked; where nobody answers the vendor is unknown,
 * which is a normal answer and no CALLERROR. It is reported in any case.
 * @param toData - what is answered as the version can carry it
 */
export function vendorData<Req extends object, Res extends object>(
  toData: (data: unknown) => unknown,
): IncomingRow<Req, Res> {
  const { nature, toReport } = reportedMessage<Req, object>('DataTransfer', {});
  return {
    nature,
    ...(toReport && { toReport }),
    toQuestion(request) {
      const { vendorId, messageId, data } = request as JsonObject;
      if (typeof vendorId !== 'string' || vendorId === '') return undefined;
      const named = typeof messageId === 'string' ? messageId : undefined;
      return {
        ask: 'provider',
        about: 'dataTransfer',
        request: withoutAbsent({ vendorId, messageId: named, data }),
      };
    },
    toAnswer(_request, { provider }) {
      const reply = provider?.about === 'dataTransfer' ? provider.reply : undefined;
      if (reply === undefined) return { status: 'UnknownVendorId' } as unknown as Res;
      if (!reply.ok) return { status: REFUSED[reply.reason] } as unknown as Res;
      const data = reply.data === undefined || reply.data === null ? undefined : toData(reply.data);
      return withoutAbsent({ status: 'Accepted', data }) as unknown as Res;
    },
  };
}
