import type { Logger } from '@chargebus/service-runtime';
import type { FirmwareStore } from '../store/firmware-store';
import { countBytes } from '../store/link.repository';
import type { LinkRow } from '../store/link.row';

/** What a killed process has not counted yet is at most this much of time. */
const COUNT_EVERY_MS = 10_000;

/** Writes down what goes out over links, now and then and when a download ends; what the database cannot take now, later. */
export class ByteCounter {
  private readonly waiting = new Map<string, { link: LinkRow; bytes: number }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: FirmwareStore,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.writeAll(), COUNT_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.writeAll();
  }

  add(link: LinkRow, bytes: number): void {
    const { bytes: before } = this.waiting.get(link.id) ?? { bytes: 0 };
    this.waiting.set(link.id, { link, bytes: before + bytes });
  }

  async write(link: LinkRow): Promise<void> {
    const { bytes } = this.waiting.get(link.id) ?? { bytes: 0 };
    this.waiting.delete(link.id);
    if (bytes === 0) return;
    const at = new Date().toISOString();
    try {
      await this.store.read(link.tenantId, (em) => countBytes(em, link, bytes, at));
    } catch (error) {
      this.add(link, bytes);
      this.logger.warn({ err: error, linkId: link.id }, 'bytes of a download could not be counted yet');
    }
  }

  private async writeAll(): Promise<void> {
    for (const { link } of [...this.waiting.values()]) await this.write(link);
  }
}
