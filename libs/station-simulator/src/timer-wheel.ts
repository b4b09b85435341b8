export interface Timer {
  cancel(): void;
}

interface Entry extends Timer {
  work: () => void;
}

/**
 * Coarse timers for thousands of stations in one process: one interval serves all, and it runs only while somebody
 * waits. A timer fires up to one granularity late, never early.
 */
export class TimerWheel {
  private readonly buckets = new Map<number, Set<Entry>>();
  private interval: NodeJS.Timeout | undefined;
  private tick: number;

  constructor(private readonly granularityMs = 20) {
    this.tick = this.currentTick();
  }

  /** Calls `work` once, `delayMs` from now. */
  after(delayMs: number, work: () => void): Timer {
    if (!this.interval) {
      this.tick = this.currentTick();
      this.interval = setInterval(() => this.turn(), this.granularityMs);
    }
    const due = Math.max(this.tick + 1, Math.ceil((performance.now() + delayMs) / this.granularityMs));
    const bucket = this.buckets.get(due) ?? new Set<Entry>();
    this.buckets.set(due, bucket);
    const entry: Entry = {
      work,
      cancel: () => {
        if (bucket.delete(entry) && bucket.size === 0 && this.buckets.get(due) === bucket) this.remove(due);
      },
    };
    bucket.add(entry);
    return entry;
  }

  private turn(): void {
    for (const now = this.currentTick(); this.tick < now;) {
      this.tick += 1;
      const bucket = this.buckets.get(this.tick);
      if (!bucket) continue;
      this.buckets.delete(this.tick);
      for (const entry of bucket) {
        bucket.delete(entry);
        entry.work();
      }
    }
    this.rest();
  }

  private remove(due: number): void {
    this.buckets.delete(due);
    this.rest();
  }

  private rest(): void {
    if (this.buckets.size > 0) return;
    clearInterval(this.interval);
    this.interval = undefined;
  }

  private currentTick(): number {
    return Math.floor(performance.now() / this.granularityMs);
  }
}

/** The wheel all stations of this process share. */
export const sharedTimers = new TimerWheel();
