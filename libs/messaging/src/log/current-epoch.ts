import type { Messaging } from '../messaging';

const RETRY_MS = 500;

/**
 * The epoch of STATION as acks need it: known at once in normal life, read again after every reconnect and when sequences
 * go back, since the stream may have been deleted and made again meanwhile (rule 8).
 */
export class CurrentEpoch {
  private epoch: string | undefined;
  private reading = false;
  private again = false;
  private closed = false;
  private waiting: ((epoch: string) => void)[] = [];

  constructor(
    private readonly messaging: Messaging,
    private readonly onChanged: () => void,
  ) {
    this.refresh();
  }

  /** Calls `use` with the epoch: now if it is known, else as soon as it is. */
  with(use: (epoch: string) => void): void {
    if (this.epoch !== undefined && !this.reading) use(this.epoch);
    else this.waiting.push(use);
  }

  refresh(): void {
    // A read that is under way may have been answered before the change: read once more after it.
    this.again = this.reading;
    if (!this.reading) void this.read();
  }

  close(): void {
    this.closed = true;
  }

  private async read(): Promise<void> {
    this.reading = true;
    const before = this.epoch;
    for (;;) {
      if (this.closed) return;
      this.again = false;
      try {
        this.epoch = (await this.messaging.streamEpoch('STATION')).epoch;
        if (!this.again) break;
      } catch {
        // The stream is missing or NATS is away. Appends wait for it as well, so there is nobody to tell.
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        await this.messaging.untilHealthy(RETRY_MS);
      }
    }
    this.reading = false;
    const { waiting, epoch } = this;
    this.waiting = [];
    for (const use of waiting) use(epoch);
    if (before !== undefined && before !== epoch) this.onChanged();
  }
}
