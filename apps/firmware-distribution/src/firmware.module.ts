import { randomUUID } from 'node:crypto';
import { Module, type DynamicModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { OutboxRelay } from '@chargebus/messaging';
import { watchOutbox, type Runtime } from '@chargebus/service-runtime';
import { checkStore, type FirmwareConfig } from './config';
import { Background } from './entry/background';
import { ImagesController } from './entry/images.controller';
import { DownloadsController } from './entry/downloads.controller';
import { LinkAddress } from './entry/link.dto';
import { ByteCounter } from './entry/byte-counter';
import { Downloads } from './entry/downloads';
import { openFtp } from './entry/ftp/open-ftp';
import { ImageLinksController } from './entry/image-links.controller';
import { LinksController } from './entry/links.controller';
import { SendImage } from './entry/send-image';
import { PublicationsController } from './entry/publications/publications.controller';
import { RolloutsController } from './entry/rollouts/rollouts.controller';
import { UpdatesController } from './entry/updates/updates.controller';
import { createWorkers, timesOf } from './entry/updates-work';
import { Workers } from './entry/workers';
import { MultipartSupport } from './entry/multipart-support';
import { ReceiveImage } from './entry/receive-image';
import { FirmwareStore } from './store/firmware-store';
import { openImageFiles } from './store/open-image-files';
import { AddImage } from './use-cases/add-image';
import { CheckContent } from './use-cases/check-content';
import { ChangeImage } from './use-cases/change-image';
import { MakeLink } from './use-cases/make-link';
import { PublishImage } from './use-cases/publications/publish-image';
import { UnpublishImage } from './use-cases/publications/unpublish-image';
import { ChangeRollout } from './use-cases/rollouts/change-rollout';
import { PlanRollout } from './use-cases/rollouts/plan-rollout';
import { RunRollouts } from './use-cases/rollouts/run-rollouts';
import { StartRollout } from './use-cases/rollouts/start-rollout';
import { FindEquipment } from './use-cases/updates/find-equipment';
import { OrderUpdate } from './use-cases/updates/order-update';
import { SweepLeftovers } from './use-cases/sweep-leftovers';

/** The composition root of firmware distribution. */
@Module({})
export class FirmwareModule {
  static with(config: FirmwareConfig, runtime: Runtime): DynamicModule {
    checkStore(config);
    const { messaging, database: dataSource, locks, logger } = runtime;
    const relay = new OutboxRelay({ messaging, dataSource, locks, logger, name: 'firmware' });
    const store = new FirmwareStore(dataSource, messaging.partitions);
    const files = openImageFiles(config, randomUUID());
    const leftovers = new SweepLeftovers(files, store, locks);
    const counter = new ByteCounter(store, logger);
    const downloads = new Downloads({ store, files, counter, logger });
    const ftp = openFtp(config, downloads, logger);
    const addImage = new AddImage(store, files);
    const receiveImage = new ReceiveImage({ files, addImage, leftovers, maxBytes: config.FIRMWARE_MAX_BYTES });
    const links = new MakeLink(store);
    const address = new LinkAddress(config.FIRMWARE_PUBLIC_URL, ftp);
    const equipment = new FindEquipment(messaging);
    const recheckS = config.FIRMWARE_RECHECK_S;
    const ftpOn = ftp !== undefined;
    const contents = new CheckContent(files);
    const rollouts = new RunRollouts({ store, logger, recheckS, ftpOn }, equipment, contents);
    const more = [{ name: 'rollouts', everyMs: 1_000, turn: () => rollouts.turn() }];
    const workers = createWorkers(config, runtime, { store, links, addressOf: address.by, equipment, contents, more });
    const times = timesOf(config);
    const publishing = { store, messaging, times, equipment, links, contents, addressOf: address.by };
    const starts = new StartRollout(store, new PlanRollout(equipment, ftpOn), contents);
    watchOutbox(runtime, 'firmware', relay);
    return {
      module: FirmwareModule,
      controllers: [
        ImagesController,
        ImageLinksController,
        LinksController,
        DownloadsController,
        UpdatesController,
        RolloutsController,
        PublicationsController,
      ],
      providers: [
        { provide: FirmwareStore, useValue: store },
        { provide: ReceiveImage, useValue: receiveImage },
        { provide: ChangeImage, useValue: new ChangeImage(store, files) },
        { provide: MakeLink, useValue: links },
        { provide: LinkAddress, useValue: address },
        { provide: StartRollout, useValue: starts },
        { provide: ChangeRollout, useValue: new ChangeRollout(store) },
        { provide: OrderUpdate, useValue: new OrderUpdate(store, equipment, contents, ftpOn) },
        { provide: PublishImage, useValue: new PublishImage(publishing) },
        { provide: UnpublishImage, useValue: new UnpublishImage(store, messaging, times) },
        // By a factory: Nest calls the life cycle hooks of what it made itself.
        { provide: Workers, useFactory: () => workers },
        { provide: SendImage, useValue: new SendImage(downloads) },
        { provide: Background, useValue: new Background({ relay, files, leftovers, counter, ftp, logger }) },
        {
          provide: MultipartSupport,
          useFactory: (host: HttpAdapterHost) => new MultipartSupport(host),
          inject: [HttpAdapterHost],
        },
      ],
    };
  }
}
