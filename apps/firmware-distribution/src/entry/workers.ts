import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { AdvisoryLocks } from '@chargebus/database';
import type { Logger } from '@chargebus/service-runtime';

/** Work that comes back: each turn some while after the last has ended. */
export interface Work {
  readonly name: string;
  readonly everyMs: number;
  turn(): Promise<void>;
}

interface Reader {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs the readers, and the work that one replica does for all: whoever holds its lock. The lock only saves work; each piece is
 * claimed by its row all the same.
 */
export class Workers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers = new Map<Work, NodeJS.Timeout>();
  private readonly turns = new Map<Work, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly o: { locks: Pick<AdvisoryLocks, 'tryHold' | 'release'>; logger: Logger; idle(): Promise<void> },
    private readonly readers: readonly Reader[],
    private readonly works: readonly Work[],
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const reader of this.readers) await reader.start();
    for (const work of this.works) this.schedule(work, work.everyMs);
  }

  /** There is something new to do: nobody waits for the next turn. */
  hurry(): void {
    if (this.stopped) return;
    for (const [work, timer] of this.timers) {
      clearTimeout(timer);
      this.schedule(work, 0);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.turns.values());
    await Promise.all(this.readers.map((reader) => reader.stop()));
    // Answers of stations are written down while there is time.
    await Promise.race([this.o.idle(), new Promise((resolve) => setTimeout(resolve, LAST_WAIT_MS).unref())]);
    for (const work of this.works) await this.o.locks.release(lockOf(work)).catch(() => undefined);
  }

  private schedule(work: Work, waitMs: number): void {
    const turn = (): void => {
      this.timers.delete(work);
      const taken = this.take(work)
        .catch((error: unknown) => this.o.logger.warn({ err: error }, `${work.name} could not be looked after`))
        .then(() => {
          this.turns.delete(work);
          if (!this.stopped) this.schedule(work, work.everyMs);
        });
      this.turns.set(work, taken);
    };
    this.timers.set(work, setTimeout(turn, waitMs));
  }

  private async take(work: Work): Promise<void> {
    if (await this.o.locks.tryHold(lockOf(work))) await work.turn();
  }
}

const LAST_WAIT_MS = 2_000;
const lockOf = ({ name }: Work): string => `firmware-work:${name}`;
