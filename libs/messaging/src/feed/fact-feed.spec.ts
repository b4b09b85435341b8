import { LogFixture, presenceFact, restartKilled, until } from '../testing/log-fixture';
import { FactFeed } from './fact-feed';
import { FeedOverrun } from './feed-queue';
import { fromFeedId, type FeedPosition } from './feed-position';
import { FeedBroken } from './read-facts';

/** Follows until it is told to stop, and keeps what it was told. */
class Follower {
  readonly ids: string[] = [];
  readonly feedIds: string[] = [];
  failure: unknown;
  paused = false;
  private readonly ending = new AbortController();
  ended: Promise<void> = Promise.resolve();

  static async begin(feed: FactFeed, position?: FeedPosition, kinds?: RegExp): Promise<Follower> {
    const follower = new Follower();
    const following = await feed.resume(position);
    follower.ended = follower.run(feed, following, kinds);
    return follower;
  }

  private async run(feed: FactFeed, following: Awaited<ReturnType<FactFeed['resume']>>, ids?: RegExp): Promise<void> {
    const wanted = ({ id }: { id: string }) => ids === undefined || ids.test(id);
    try {
      for await (const { facts } of feed.follow(following, { wanted, signal: this.ending.signal })) {
        this.ids.push(...facts.map(({ fact }) => fact.id));
        this.feedIds.push(...facts.map(({ feedId }) => feedId));
        while (this.paused) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    } catch (error) {
      this.failure = error;
    }
  }

  has = (count: number) => until(() => this.ids.length >= count);
  async end(): Promise<void> {
    this.ending.abort();
    await this.ended;
  }
}

describe('the feed of facts', () => {
  let log: LogFixture;
  let feed: FactFeed;
  const followers: Follower[] = [];
  let said = 0;

  beforeAll(async () => (log = await LogFixture.start()));
  beforeEach(() => {
    feed = new FactFeed({ messaging: log.first.messaging, logger: log.logger });
    said = 0;
  });
  afterEach(async () => {
    await Promise.all(followers.splice(0).map((one) => one.end()));
    await log.reset();
  });
  afterAll(() => log.stop());

  const follow = async (...o: [position?: FeedPosition, ids?: RegExp]): Promise<Follower> => {
    const follower = await Follower.begin(feed, ...o);
    followers.push(follower);
    return follower;
  };
  /** Records of two facts each, in turns over the partitions. @returns all ids so far */
  const say = async (records: number): Promise<string[]> => {
    for (let i = 0; i < records; i++, said++)
      await log.append(said % 4, [presenceFact(`f${2 * said}`), presenceFact(`f${2 * said + 1}`)], 'FACT');
    return Array.from({ length: 2 * said }, (_, i) => `f${i}`);
  };
  const consumers = async () => (await log.manager()).streams.info('FACT').then(({ state }) => state.consumer_count);

  it('tells what comes next, of all partitions in one order, to those who want it; with one reader for all', async () => {
    await say(2);
    const [all, some] = [await follow(), await follow(undefined, /[05]$/)];
    const ids = await say(10);
    await Promise.all([all.has(20), some.has(4)]);
    expect(all.ids).toEqual(ids.slice(4));
    expect(some.ids).toEqual(['f5', 'f10', 'f15', 'f20']);
    expect(await consumers()).toBe(1);
    await Promise.all(followers.splice(0).map((one) => one.end()));
    await until(async () => (await consumers()) === 0);
  });

  it('goes on after any fact that was told, in the midst of a record too, while others are ahead', async () => {
    const ahead = await follow();
    const ids = await say(300);
    await ahead.has(600);
    for (const left of [0, 7, 300, 598]) {
      const late = await follow(fromFeedId(ahead.feedIds[left] as string));
      await late.has(599 - left);
      expect(late.ids).toEqual(ids.slice(left + 1));
    }
    const more = await say(5);
    for (const one of followers) {
      await until(() => one.ids.at(-1) === 'f609');
      expect(one.ids).toEqual(more.slice(-one.ids.length));
    }
    await until(async () => (await consumers()) === 1);
  });

  it('tells a fact once that was published twice, also to who resumes between the two', async () => {
    const first = await follow();
    await say(2);
    await first.has(4);
    const late = await follow(fromFeedId(first.feedIds[1] as string));
    await log.append(3, [presenceFact('f1'), presenceFact('new')], 'FACT');
    await Promise.all([first.has(5), late.has(3)]);
    const later = await follow(fromFeedId(first.feedIds[3] as string));
    await later.has(1);
    expect([first.ids, late.ids, later.ids]).toEqual([['f0', 'f1', 'f2', 'f3', 'new'], ['f2', 'f3', 'new'], ['new']]);
  });

  it('loses and doubles nothing while NATS is away and comes back', async () => {
    const follower = await follow();
    await say(3);
    await follower.has(6);
    log.nats.kill('SIGKILL');
    await until(() => !log.first.messaging.healthy());
    await expect(feed.resume(undefined)).rejects.toMatchObject({ name: 'NatsUnavailable' });
    await restartKilled(log.nats);
    await until(() => log.first.messaging.healthy());
    const ids = await say(3);
    await follower.has(12);
    expect(follower.ids).toEqual(ids);
  });

  it('lets go who takes too little, and nobody else', async () => {
    const [quick, slow] = [await follow(), await follow()];
    slow.paused = true;
    await say(1);
    await until(() => slow.ids.length > 0);
    await say(1_001);
    await quick.has(2_004);
    slow.paused = false;
    await slow.ended;
    expect(slow.failure).toBeInstanceOf(FeedOverrun);
    expect(quick.failure).toBeUndefined();
  });

  it('breaks off, with the reason, when the stream is made again', async () => {
    const follower = await follow();
    await say(1);
    await follower.has(2);
    await (await log.manager()).streams.delete('FACT');
    await log.first.messaging.ensureStreams();
    await follower.ended;
    expect(follower.failure).toBeInstanceOf(FeedBroken);
    const { gap } = await feed.resume(fromFeedId(follower.feedIds[1] as string));
    expect(gap).toBe('another-stream');
  });
});
