import { LRUCache } from 'lru-cache';

export interface Rate {
  /** Tokens that come back each second. */
  perSecond: number;
  /** Most tokens a bucket holds: what may come at once. */
  burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Buckets kept at most: the least used are forgotten first, so that a flood of names costs no more memory than this. */
const MOST_BUCKETS = 50_000;

/** One token bucket a key, in a bounded table. Times are milliseconds of any clock that only moves forward. */
export class TokenBuckets {
  private readonly buckets: LRUCache<string, Bucket>;

  constructor(
    private readonly rate: Rate,
    most: number = MOST_BUCKETS,
  ) {
    this.buckets = new LRUCache({ max: most });
  }

  /** Takes `cost` tokens of a bucket that holds at least one; it may go into debt. @returns false: there was none, wait. */
  take(key: string, now: number, cost = 1): boolean {
    const bucket = this.fill(key, now);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= cost;
    return true;
  }

  /** Takes more for what turned out to be worse than a plain attempt; the debt is at most one burst. */
  charge(key: string, now: number, cost: number): void {
    const bucket = this.fill(key, now);
    bucket.tokens = Math.max(bucket.tokens - cost, -this.rate.burst);
  }

  /** Seconds until the next token of `key`, rounded up, at least 1. */
  secondsUntilNext(key: string, now: number): number {
    return Math.max(1, Math.ceil((1 - this.fill(key, now).tokens) / this.rate.perSecond));
  }

  get size(): number {
    return this.buckets.size;
  }

  private fill(key: string, now: number): Bucket {
    const bucket = this.buckets.get(key);
    if (bucket === undefined) {
      const full = { tokens: this.rate.burst, at: now };
      this.buckets.set(key, full);
      return full;
    }
    const refilled = bucket.tokens + ((now - bucket.at) / 1_000) * this.rate.perSecond;
    bucket.tokens = Math.min(this.rate.burst, refilled);
    bucket.at = now;
    return bucket;
  }
}
