import type { FeedPosition } from './feed-position';
import type { FactBatch, FedFact } from './read-facts';

/** A follower may be behind by so many wanted facts. */
const MOST_WAITING = 2_000;

/** A follower took too little for too long: it is let go, and resumes where it left off. */
export class FeedOverrun extends Error {
  override readonly name = 'FeedOverrun';
  constructor() {
    super(`more than ${MOST_WAITING} facts wait to be taken`);
  }
}

/** What waits for one follower; bounded. */
export class FeedQueue {
  wanted: (fed: FedFact) => boolean = () => true;
  private facts: FedFact[] = [];
  private upTo: FeedPosition | undefined;
  private failure: unknown;
  private wake: (() => void) | undefined;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.wake?.(), { once: true });
  }

  offer(facts: readonly FedFact[], upTo: FeedPosition): void {
    if (this.failure !== undefined) return;
    this.facts.push(...facts.filter(this.wanted));
    this.upTo = upTo;
    if (this.facts.length > MOST_WAITING) this.fail(new FeedOverrun());
    this.wake?.();
  }

  fail(error: unknown): void {
    this.failure ??= error;
    this.facts = [];
    this.wake?.();
  }

  /** All that waits now, or the next that comes; undefined once the signal is aborted. @throws what it failed with */
  async next(): Promise<FactBatch | undefined> {
    while (this.upTo === undefined && this.failure === undefined && !this.signal.aborted)
      await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
    if (this.signal.aborted) return undefined;
    if (this.failure !== undefined) throw this.failure as Error;
    const batch = { facts: this.facts, upTo: this.upTo as FeedPosition };
    [this.facts, this.upTo] = [[], undefined];
    return batch;
  }
}
