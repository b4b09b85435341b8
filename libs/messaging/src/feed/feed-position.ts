import type { StreamEpoch } from '../messaging';

/** A place in the FACT stream: after the `index`th fact of record `seq`, or after the whole record. */
export interface FeedPosition {
  /** When the stream was made, ms since 1970: sequences of another stream mean nothing here. */
  readonly created: number;
  readonly seq: number;
  readonly index?: number | undefined;
}

/** Why facts that were asked for cannot be told any more. */
export type FeedGap = 'older-than-retention' | 'another-stream' | 'ahead-of-stream';

const ID = /^(\d{1,15})-(\d{1,15})(?:-(\d{1,5}))?$/;

/** The position as an event id: the same from every replica, since the stream has one sequence over all partitions. */
export const toFeedId = ({ created, seq, index }: FeedPosition): string =>
  index === undefined ? `${created}-${seq}` : `${created}-${seq}-${index}`;

/** The position in an id, undefined if it is none. */
export function fromFeedId(id: string): FeedPosition | undefined {
  const [, created, seq, index] = ID.exec(id) ?? [];
  if (created === undefined) return undefined;
  return { created: Number(created), seq: Number(seq), ...(index !== undefined && { index: Number(index) }) };
}

/** `<name>@<created>` of a stream's epoch. */
export const createdOf = ({ epoch }: Pick<StreamEpoch, 'epoch'>): number => Number(epoch.slice(epoch.indexOf('@') + 1));

/** Whether the fact at `seq`, `index` comes after the position. */
export const isAfter = (position: FeedPosition, seq: number, index: number): boolean =>
  seq > position.seq || (seq === position.seq && position.index !== undefined && index > position.index);

/**
 * Where a reader goes on, and why that is not where it left off. Without a position it begins with what comes next; if facts
 * are gone, with the oldest that is still kept.
 */
export function decideResume(
  wanted: FeedPosition | undefined,
  stream: StreamEpoch,
): { from: FeedPosition; gap?: FeedGap } {
  const created = createdOf(stream);
  const oldest = { created, seq: stream.firstSeq - 1 };
  if (wanted === undefined) return { from: { created, seq: stream.lastSeq } };
  if (wanted.created !== created) return { from: oldest, gap: 'another-stream' };
  if (wanted.seq > stream.lastSeq) return { from: { created, seq: stream.lastSeq }, gap: 'ahead-of-stream' };
  // A record that was told in part must still be there; one that was told whole may be gone.
  const firstNeeded = wanted.index === undefined ? wanted.seq + 1 : wanted.seq;
  return firstNeeded < stream.firstSeq ? { from: oldest, gap: 'older-than-retention' } : { from: wanted };
}
