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
import { MultipartSupport } from './entry/multipart-support';
import { ReceiveImage } from './entry/receive-image';
import { FirmwareStore } from './store/firmware-store';
import { openImageFiles } from './store/open-image-files';
import { AddImage } from './use-cases/add-image';
import { ChangeImage } from './use-cases/change-image';
import { MakeLink } from './use-cases/make-link';
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
    watchOutbox(runtime, 'firmware', relay);
    return {
      module: FirmwareModule,
      controllers: [ImagesController, ImageLinksController, LinksController, DownloadsController],
      providers: [
        { provide: FirmwareStore, useValue: store },
        { provide: ReceiveImage, useValue: receiveImage },
        { provide: ChangeImage, useValue: new ChangeImage(store, files) },
        { provide: MakeLink, useValue: new MakeLink(store) },
        { provide: SendImage, useValue: new SendImage(downloads) },
        { provide: LinkAddress, useValue: new LinkAddress(config.FIRMWARE_PUBLIC_URL, ftp) },
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
