import { createdOf, decideResume, isAfter, type FeedGap, type FeedPosition } from './feed-position';
import { FeedQueue } from './feed-queue';
import {
  FeedBroken,
  readFacts,
  type AnyFact,
  type FactBatch,
  type FedFact,
  type FeedOptions,
  type Reading,
} from './read-facts';
import { RecentIds } from './recent-ids';

/** Facts published twice are looked for among so many. */
const REMEMBERED_IDS = 20_000;
/** So many records before the first that is told are read for their ids. */
const PRIMING_RECORDS = 200;

export interface Following {
  readonly from: FeedPosition;
  /** Where the stream ends now. */
  readonly end: FeedPosition;
  /** Facts before `from` that were asked for cannot be told, and why. */
  readonly gap?: FeedGap;
}

export interface FollowOptions {
  readonly wanted: (fact: AnyFact) => boolean;
  readonly signal: AbortSignal;
}

/**
 * All facts of the installation, for any number of followers in one process: one reader for all that are up to date, one
 * each for those that catch up. Nothing is read while nobody follows.
 */
export class FactFeed {
  private readonly queues = new Set<FeedQueue>();
  private followers = 0;
  /** Where the common reader stands; undefined while there is none. */
  private at: FeedPosition | undefined;
  private reading = new AbortController();

  constructor(private readonly o: FeedOptions) {}

  /**
   * Where a follower begins that left off at `position`; without one, with what comes next.
   * @throws NatsUnavailable
   */
  async resume(position: FeedPosition | undefined): Promise<Following> {
    const stream = await this.o.messaging.streamEpoch('FACT');
    return { ...decideResume(position, stream), end: { created: createdOf(stream), seq: stream.lastSeq } };
  }

  /**
   * The wanted facts after `from`, each once, in the order of the stream, with the place that was reached; also while NATS
   * comes and goes. Batches may be empty.
   * @throws FeedBroken if facts in between are gone; FeedOverrun if the follower, once up to date, takes too little
   */
  async *follow({ from, end }: Following, { wanted, signal }: FollowOptions): AsyncGenerator<FactBatch> {
    this.followers++;
    if (this.at === undefined) this.startReading(end);
    const queue = new FeedQueue(signal);
    try {
      if (this.isAhead(from)) yield* this.catchUp(from, queue, { wanted, signal });
      else this.attach(queue, from, wanted);
      for (;;) {
        const batch = await queue.next();
        if (batch === undefined) return;
        yield batch;
      }
    } finally {
      this.queues.delete(queue);
      if (--this.followers === 0) this.stopReading();
    }
  }

  private attach(queue: FeedQueue, after: FeedPosition, wanted: (fact: AnyFact) => boolean): void {
    if (this.at === undefined) this.startReading(after);
    queue.wanted = ({ fact, seq, index }) => isAfter(after, seq, index) && wanted(fact);
    this.queues.add(queue);
  }

  private isAhead(position: FeedPosition): boolean {
    return this.at !== undefined && (this.at.created !== position.created || this.at.seq > wholeSeqOf(position));
  }

  /** Reads what the common reader has passed already, and then joins it. */
  private async *catchUp(from: FeedPosition, queue: FeedQueue, o: FollowOptions): AsyncGenerator<FactBatch> {
    const isNew = newFacts();
    for await (const { facts, upTo } of readFacts(this.o, primed(from), o.signal)) {
      const behind = this.isAhead(upTo);
      // At once: the common reader goes on while these are told.
      if (!behind) this.attach(queue, upTo, o.wanted);
      const news = facts.filter(isNew);
      const told = news.filter(({ fact, seq, index }) => isAfter(from, seq, index) && o.wanted(fact));
      if (upTo.seq > wholeSeqOf(from)) yield { facts: told, upTo };
      if (!behind) return;
    }
  }

  private startReading(from: FeedPosition): void {
    this.at = { created: from.created, seq: wholeSeqOf(from) };
    this.reading = new AbortController();
    void this.read(from, this.reading.signal);
  }

  private async read(from: FeedPosition, signal: AbortSignal): Promise<void> {
    try {
      const isNew = newFacts();
      for await (const { facts, upTo } of readFacts(this.o, primed(from), signal)) {
        const news = facts.filter(isNew);
        if (signal.aborted) return;
        if (upTo.seq <= wholeSeqOf(from)) continue;
        this.at = upTo;
        for (const queue of this.queues) queue.offer(news, upTo);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof FeedBroken)) this.o.logger.error(`the feed of facts broke off: ${String(error)}`);
      this.at = undefined;
      for (const queue of this.queues) queue.fail(error);
    }
  }

  private stopReading(): void {
    this.reading.abort();
    this.at = undefined;
  }
}

/** Up to which record everything was told. */
const wholeSeqOf = ({ seq, index }: FeedPosition): number => (index === undefined ? seq : seq - 1);

const primed = (from: FeedPosition): Reading => ({
  after: { created: from.created, seq: wholeSeqOf(from) },
  priming: PRIMING_RECORDS,
});

function newFacts(): (fed: FedFact) => boolean {
  const ids = new RecentIds(REMEMBERED_IDS);
  return ({ fact }) => ids.add(fact.id);
}
