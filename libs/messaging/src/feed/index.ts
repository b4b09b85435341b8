export { FactFeed, type Following } from './fact-feed';
export { FeedOverrun } from './feed-queue';
export { fromFeedId, toFeedId, type FeedGap, type FeedPosition } from './feed-position';
export { FeedBroken, type AnyFact, type FactBatch, type FedFact } from './read-facts';
