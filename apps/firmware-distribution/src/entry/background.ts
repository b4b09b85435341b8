import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { OutboxRelay } from '@chargebus/messaging';
import type { Logger } from '@chargebus/service-runtime';
import type { ImageFiles } from '../store/image-files';
import type { SweepLeftovers } from '../use-cases/sweep-leftovers';
import type { ByteCounter } from './byte-counter';
import type { FtpServer } from './ftp/ftp-server';

export interface BackgroundParts {
  readonly relay: OutboxRelay;
  readonly files: ImageFiles;
  readonly leftovers: SweepLeftovers;
  readonly counter: ByteCounter;
  readonly ftp: FtpServer | undefined;
  readonly logger: Logger;
}

/** What firmware distribution does unasked: publishing its facts, counting downloads, FTP, and clearing up after the killed. */
export class Background implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly parts: BackgroundParts) {}

  async onApplicationBootstrap(): Promise<void> {
    const { relay, files, leftovers, counter, ftp, logger } = this.parts;
    await files.prepare();
    await ftp?.start();
    relay.start();
    counter.start();
    try {
      await leftovers.sayAlive();
      const removed = await leftovers.sweep();
      if (removed > 0) logger.warn(`${removed} files of uploads that broke off were removed`);
    } catch (error) {
      // Leftovers only take room: the next start tries again.
      logger.warn(`leftovers of uploads stay for now: ${String(error)}`);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    const { relay, files, counter, ftp } = this.parts;
    await ftp?.stop();
    await counter.stop();
    await relay.stop();
    await files.leave();
  }
}
