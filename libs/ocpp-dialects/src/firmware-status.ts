import type { FirmwareStatus } from '@chargebus/contracts';
import type { IncomingRow } from './dialect';
import { headerOf } from './event-header';
import { lookUp, type JsonObject } from './json';
import { reportedMessage } from './reported-message';

/** FirmwareStatusEnumType of 2.x; 1.6 has some of its words, its security extension all. */
const WORDS: Record<string, FirmwareStatus> = {
  Idle: 'idle',
  Downloading: 'downloading',
  DownloadPaused: 'download-paused',
  DownloadScheduled: 'download-scheduled',
  Downloaded: 'downloaded',
  DownloadFailed: 'download-failed',
  SignatureVerified: 'signature-verified',
  InvalidSignature: 'invalid-signature',
  InstallScheduled: 'install-scheduled',
  Installing: 'installing',
  InstallRebooting: 'install-rebooting',
  Installed: 'installed',
  InstallationFailed: 'installation-failed',
  InstallVerificationFailed: 'install-verification-failed',
};

/** The row of a FirmwareStatusNotification, signed or not. A status that is none of OCPP's is reported as it came. */
export function firmwareStatusRow<Req extends object, Res extends object>(
  action: string,
  answer: Res,
): IncomingRow<Req, Res> {
  const whole = reportedMessage<Req, Res>(action, answer);
  return {
    ...whole,
    toReport(request, context, verdicts) {
      const payload = request as JsonObject;
      const status = typeof payload['status'] === 'string' ? lookUp(WORDS, payload['status']) : undefined;
      if (status === undefined) return whole.toReport?.(request, context, verdicts) ?? { events: [] };
      const { requestId } = payload;
      const about = Number.isSafeInteger(requestId) ? { requestId: requestId as number } : {};
      const data = { status, ...about, action, payload };
      return { events: [{ kind: 'station.firmware-status.reported', ...headerOf(context), data }] };
    },
  };
}
