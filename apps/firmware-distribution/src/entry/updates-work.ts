import type { LinkEvent } from '@chargebus/contracts';
import { Projection } from '@chargebus/messaging';
import { watchReaders, type Runtime } from '@chargebus/service-runtime';
import type { FirmwareConfig } from '../config';
import type { StageTimes } from '../domain/updates/attempt';
import type { FirmwareStore } from '../store/firmware-store';
import type { CheckContent } from '../use-cases/check-content';
import type { MakeLink } from '../use-cases/make-link';
import type { FindEquipment } from '../use-cases/updates/find-equipment';
import { projectPublications, publicationReportKinds } from '../use-cases/publications/project-publications';
import { ExpireUpdates } from '../use-cases/updates/expire-updates';
import { projectReports, updateReportKinds } from '../use-cases/updates/project-reports';
import { SendUpdates, type AddressOf } from '../use-cases/updates/send-updates';
import { Workers, type Work } from './workers';

export const timesOf = (config: FirmwareConfig): StageTimes => ({
  answerS: config.FIRMWARE_ANSWER_TIMEOUT_S,
  startS: config.FIRMWARE_START_TIMEOUT_S,
  downloadS: config.FIRMWARE_DOWNLOAD_TIMEOUT_S,
  installS: config.FIRMWARE_INSTALL_TIMEOUT_S,
  bootS: config.FIRMWARE_BOOT_TIMEOUT_S,
});

/** What carries updates on: the reader of what stations report, the sending, and the time-outs. */
export function createWorkers(
  config: FirmwareConfig,
  runtime: Runtime,
  parts: {
    store: FirmwareStore;
    links: MakeLink;
    addressOf: AddressOf;
    equipment: FindEquipment;
    contents: CheckContent;
    more?: readonly Work[];
  },
): Workers {
  const { messaging, database: dataSource, locks, logger } = runtime;
  const { store, links, addressOf, equipment, contents } = parts;
  const times = timesOf(config);
  const [ofUpdates, ofPublications] = [projectReports(times), projectPublications(times)];
  const reports = new Projection<LinkEvent>({
    ...{ messaging, dataSource, locks, logger, name: 'firmware.reports', stream: 'STATION' },
    kinds: [...updateReportKinds, ...publicationReportKinds],
    apply: async (batch, tx) => {
      await ofUpdates(batch, tx);
      await ofPublications(batch, tx);
    },
  });
  watchReaders(runtime, 'firmware', { reports });
  const send = new SendUpdates({ store, messaging, logger, times }, links, addressOf, equipment, contents);
  const expire = new ExpireUpdates({ store, partitions: messaging.partitions, times }, reports);
  return new Workers(
    { locks, logger, idle: () => send.idle() },
    [reports],
    [
      { name: 'ordered updates', everyMs: 1_000, turn: () => send.sweep() },
      { name: 'due updates', everyMs: 1_000, turn: () => expire.sweep(new Date()) },
      ...(parts.more ?? []),
    ],
  );
}
