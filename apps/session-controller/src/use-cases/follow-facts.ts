import { FactFeed, FeedBroken, FeedOverrun, toFeedId, type FeedPosition, type Following } from '@chargebus/messaging';
import { unavailable, type EventStream, type EventStreamOptions, type Logger } from '@chargebus/service-runtime';
import { isWanted, type FactFilter } from '../domain/wanted-facts';

const ENDING = 'this process is about to end';

interface FollowFactsOptions {
  feed: FactFeed;
  logger: Logger;
  heartbeatMs: number;
  /** Streams at the same time in this process. */
  most: number;
}

/** Streams of facts to clients of the API, until they leave or the process ends. */
export class FollowFacts {
  private readonly streams = new Set<EventStream>();
  private closed = false;

  constructor(private readonly o: FollowFactsOptions) {}

  get count(): number {
    return this.streams.size;
  }

  /**
   * Where a client begins that was told everything up to `position`.
   * @throws Problem 503 while there are too many streams or the process ends; NatsUnavailable
   */
  async resume(position: FeedPosition | undefined): Promise<Following> {
    if (this.closed) throw unavailable('This process is about to end; ask again.');
    if (this.streams.size >= this.o.most) throw unavailable(`${this.o.most} event streams are open here already.`);
    return this.o.feed.resume(position);
  }

  /** Tells the client what it wants to know, from then on until it leaves. Returns at once. */
  follow(following: Following, filter: FactFilter, open: (o: EventStreamOptions) => EventStream): void {
    const { from: at } = following;
    const told = { at };
    const stream = open({ heartbeatMs: this.o.heartbeatMs, lastId: () => toFeedId(told.at) });
    this.streams.add(stream);
    if (this.closed) stream.end(ENDING);
    void this.tell(stream, following, { filter, told });
  }

  private async tell(
    stream: EventStream,
    following: Following,
    { filter, told }: { filter: FactFilter; told: { at: FeedPosition } },
  ): Promise<void> {
    const { feed, logger } = this.o;
    try {
      if (following.gap !== undefined) await tellGap(stream, following);
      const wanted = (fact: Parameters<typeof isWanted>[0]): boolean => isWanted(fact, filter);
      for await (const { facts, upTo } of feed.follow(following, { wanted, signal: stream.signal })) {
        for (const { feedId, fact, seq, index } of facts) {
          await stream.tell({ id: feedId, event: fact.kind, data: fact });
          told.at = { created: upTo.created, seq, index };
        }
        told.at = upTo;
      }
    } catch (error) {
      if (!(error instanceof FeedBroken || error instanceof FeedOverrun))
        logger.error({ err: error }, 'an event stream broke off');
      stream.end(error instanceof Error ? error.message : String(error));
    } finally {
      this.streams.delete(stream);
    }
  }

  /** Ends all streams: clients resume at another replica. */
  close(): void {
    this.closed = true;
    for (const stream of this.streams) stream.end(ENDING);
  }
}

/** Facts that were asked for cannot be told: the client has to look the state up, and goes on from here. */
const tellGap = (stream: EventStream, { gap, from }: Following): Promise<void> =>
  stream.tell({
    id: toFeedId(from),
    event: 'stream.gap',
    data: { kind: 'stream.gap', reason: gap, resumesAfter: toFeedId(from) },
  });
