/** Lets one loop sleep until something happens. A wake-up while nobody sleeps is remembered, not lost. */
export class Wake {
  private due = false;
  private wakeSleeper: (() => void) | undefined;

  now(): void {
    this.due = true;
    this.wakeSleeper?.();
  }

  /** What happened so far needs no answer any more. */
  forget(): void {
    this.due = false;
  }

  /** Resolves at the next `now()`, at once if there was one since the last sleep, or after `timeoutMs`. */
  async sleep(timeoutMs: number): Promise<void> {
    if (!this.due)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.wakeSleeper = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.wakeSleeper = undefined;
    this.due = false;
  }
}

/**
 * Lets what arrives under load gather: work on what comes alone begins at once, but two pieces begin at least `everyMs`
 * apart. Each piece costs a transaction of a dozen statements, whatever its size.
 */
export class Pace {
  private begunAt = -Infinity;
  private readonly wake = new Wake();

  constructor(private readonly everyMs: number) {}

  begin(): void {
    this.begunAt = performance.now();
  }

  async gather(): Promise<void> {
    const leftMs = this.begunAt + this.everyMs - performance.now();
    if (leftMs > 1) await this.wake.sleep(leftMs);
  }

  /** Somebody waits for the next piece: what gathers now, or would next, begins at once. */
  hurry(): void {
    this.wake.now();
  }
}

/** Pauses between attempts: doubles from 50 ms to 2 s, so that work goes on soon after the outage ends. */
export class BackOff {
  private pauseMs = 0;

  /** Whether nothing failed since the last success. */
  get isFresh(): boolean {
    return this.pauseMs === 0;
  }

  next(): number {
    this.pauseMs = Math.min(Math.max(this.pauseMs * 2, 50), 2_000);
    return this.pauseMs * (0.75 + Math.random() / 2);
  }

  reset(): void {
    this.pauseMs = 0;
  }
}
