import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { OutboxRelay } from '@chargebus/messaging';
import type { Logger } from '@chargebus/service-runtime';
import type { ImageFiles } from '../store/image-files';
import type { SweepLeftovers } from '../use-cases/sweep-leftovers';

export interface BackgroundParts {
  readonly relay: OutboxRelay;
  readonly files: ImageFiles;
  readonly leftovers: SweepLeftovers;
  readonly logger: Logger;
}

/** What firmware distribution does unasked: publishing its facts, and clearing up after processes that were killed. */
export class Background implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly parts: BackgroundParts) {}

  async onApplicationBootstrap(): Promise<void> {
    const { relay, files, leftovers, logger } = this.parts;
    await files.prepare();
    relay.start();
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
    await this.parts.relay.stop();
    await this.parts.files.leave();
  }
}
