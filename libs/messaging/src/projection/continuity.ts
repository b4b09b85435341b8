import type { StreamEpoch } from '../messaging';

/** Where a reader stands in one partition. */
export interface ReaderOffset {
  readonly partition: number;
  readonly epoch: string;
  /** Everything of the partition up to this sequence is applied. */
  readonly seq: number;
  /** Why the reader must not go on, until an operator says so. */
  readonly halted: string | null;
}

/**
 * Whether the stream still is the one the offset was taken in, with nothing missing after it (messaging rule 8).
 * @returns the reason to stop, or undefined.
 */
export function findBreak(offset: ReaderOffset, stream: StreamEpoch): string | undefined {
  if (offset.halted !== null) return offset.halted;
  if (offset.epoch !== stream.epoch)
    return `the stream was deleted and made again: read ${offset.epoch} up to ${offset.seq}, found ${stream.epoch}`;
  if (offset.seq > stream.lastSeq)
    return `the stream ends at ${stream.lastSeq}, before the ${offset.seq} already read: it was restored from an older state`;
  if (stream.firstSeq > offset.seq + 1)
    return `records ${offset.seq + 1} to ${stream.firstSeq - 1} were deleted before they were read`;
  return undefined;
}

/** From where an operator's "go on" reads: what is missing is given up, nothing that is there is skipped. */
export function decideResumption(offset: ReaderOffset, stream: StreamEpoch): number {
  if (offset.epoch !== stream.epoch) return stream.firstSeq - 1;
  return Math.max(Math.min(offset.seq, stream.lastSeq), stream.firstSeq - 1);
}
