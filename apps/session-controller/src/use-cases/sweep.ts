import type { Logger } from '@chargebus/service-runtime';
import { within } from './within';

const LAST_WAIT_MS = 2_000;

/** Does something again and again, each time some while after the last has ended, until it is stopped; `atOnce` for the first time too. */
export class Sweep {
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly o: { logger: Logger; everyMs: number; what: string; atOnce?: boolean; sweep(): Promise<void> },
  ) {}

  start(): void {
    const turn = (): void => {
      this.sweeping = this.o
        .sweep()
        .catch((error: unknown) => this.o.logger.warn({ err: error }, `${this.o.what} could not be looked for`))
        .then(() => {
          if (!this.stopped) this.timer = setTimeout(turn, this.o.everyMs);
        });
    };
    this.timer = setTimeout(turn, this.o.atOnce === true ? 0 : this.o.everyMs);
  }

  /** What a sweep has not done by then is found again by the next one, in another process. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await within(this.sweeping, LAST_WAIT_MS);
  }
}
