import type { PublicationReport } from '@chargebus/contracts';
import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { lookUp, type JsonObject } from '../../json';
import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

type Row = IncomingRow<RequestOf<'PublishFirmwareStatusNotification'>, ResponseOf<'PublishFirmwareStatusNotification'>>;

/** PublishFirmwareStatusEnumType. */
const WORDS: Record<string, PublicationReport> = {
  Idle: 'idle',
  DownloadScheduled: 'download-scheduled',
  Downloading: 'downloading',
  DownloadPaused: 'download-paused',
  Downloaded: 'downloaded',
  DownloadFailed: 'download-failed',
  ChecksumVerified: 'checksum-verified',
  InvalidChecksum: 'invalid-checksum',
  Published: 'published',
  PublishFailed: 'publish-failed',
};

const whole: Row = reportedMessage('PublishFirmwareStatusNotification', {});

/** OCPP 2.0.1 L03: how the publication of an image goes on. A status that is none of OCPP's is reported as it came. */
export const publishFirmwareStatusNotification: Row = {
  ...whole,
  toReport(request, context, verdicts) {
    const payload = request as object as JsonObject;
    const { status: word, requestId, location } = payload;
    const status = typeof word === 'string' ? lookUp(WORDS, word) : undefined;
    if (status === undefined) return whole.toReport?.(request, context, verdicts) ?? { events: [] };
    const locations = Array.isArray(location) ? location.filter((one) => typeof one === 'string') : [];
    const about = {
      ...(Number.isSafeInteger(requestId) && { requestId: requestId as number }),
      ...(locations.length > 0 && { locations }),
    };
    const data = { status, ...about, action: 'PublishFirmwareStatusNotification', payload };
    return { events: [{ kind: 'station.publication-status.reported', ...headerOf(context), data }] };
  },
};
