/** How a wait for admission ended: it is your turn, or there is no room or no time left. */
export type Turn = 'go' | 'busy';

interface Waiter {
  since: number;
  resolve(turn: Turn): void;
}

export interface AdmissionLimits {
  /** Admissions under way at once: enough to keep the registry busy, few enough not to drown it. */
  atOnce: number;
  /** Stations that may wait for their turn; beyond it they are told to come again. */
  waiting: number;
  /** The longest wait, ms: stations give up a handshake by themselves after a while. */
  waitMs: number;
}

/**
 * Lets a bounded number of admissions go on at once, the others wait their turn, first come first served. When a whole fleet
 * comes back at once, each station waits a little instead of all of them timing out together.
 */
export class AdmissionQueue {
  private running = 0;
  private queue: Waiter[] = [];

  constructor(private readonly limits: AdmissionLimits) {}

  /** Waits for a turn. After `go` the caller must `leave()`. */
  enter(now: number): Promise<Turn> {
    if (this.running < this.limits.atOnce) {
      this.running++;
      return Promise.resolve('go');
    }
    if (this.queue.length >= this.limits.waiting) return Promise.resolve('busy');
    return new Promise((resolve) => this.queue.push({ since: now, resolve }));
  }

  leave(): void {
    const next = this.queue.shift();
    if (next) next.resolve('go');
    else this.running--;
  }

  /** Called now and then: who waited too long is told so. */
  sweep(now: number): void {
    while (this.queue[0] !== undefined && now - this.queue[0].since > this.limits.waitMs) {
      this.queue.shift()?.resolve('busy');
    }
  }

  get waiting(): number {
    return this.queue.length;
  }
}
