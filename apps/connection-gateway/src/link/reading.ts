import type { Rate } from '../door/token-buckets';

/** Calls of one station that may wait for their answer before its socket is read no further. */
const MOST_WAITING = 32;

/** Longest pause, ms: well below the silence after which a peer counts as gone. */
const LONGEST_REST_MS = 10_000;

/** A socket that can be left unread: what the peer sends then waits in its own buffers. */
export interface Readable {
  pause(): void;
  resume(): void;
}

/**
 * When a station's socket is read. One that sends faster than it is answered, or than `rate` allows in the long run, is read
 * later: nothing of it is refused or lost, and its neighbours do not feel it.
 */
export class Reading {
  private waiting = 0;
  private tokens: number;
  private filledAt: number;
  private paused = false;
  private later: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: Readable,
    private readonly rate: Rate,
    now: number,
  ) {
    this.tokens = rate.burst;
    this.filledAt = now;
  }

  /** A frame came. @param now - ms; a clock that was set back gives no tokens */
  came(now: number): void {
    const { perSecond, burst } = this.rate;
    this.tokens = Math.min(burst, this.tokens + (Math.max(0, now - this.filledAt) / 1_000) * perSecond) - 1;
    this.filledAt = now;
    if (this.tokens >= 0 || this.later !== undefined) return;
    // What the socket had delivered already comes all the same, and makes the pause longer.
    const restMs = Math.min(LONGEST_REST_MS, Math.ceil((-this.tokens / perSecond) * 1_000));
    this.later = setTimeout(() => this.rested(), restMs).unref();
    this.settle();
  }

  /** A call waits for its answer. */
  begins(): void {
    this.waiting++;
    this.settle();
  }

  /** A call has its answer, or will have none. */
  ends(): void {
    this.waiting--;
    this.settle();
  }

  /** The socket is gone. */
  stop(): void {
    clearTimeout(this.later);
  }

  private rested(): void {
    this.later = undefined;
    this.settle();
  }

  private settle(): void {
    const pause = this.waiting >= MOST_WAITING || this.later !== undefined;
    if (pause === this.paused) return;
    this.paused = pause;
    if (pause) this.socket.pause();
    else this.socket.resume();
  }
}
