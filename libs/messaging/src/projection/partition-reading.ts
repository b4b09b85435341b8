import type { Fact, StationEvent } from '@chargebus/contracts';
import { applyBatch, type Applier } from './apply-batch';
import type { MessagingLogger, StreamEpoch } from '../messaging';
import { findBreak, type ReaderOffset } from './continuity';
import type { LogFault, RecordDecoder } from './decode-record';
import { IdleOffsets } from './idle-offsets';
import { lastSeqOf, partitionSubject } from './log-ends';
import type { Projected, ProjectionMessaging } from './projected';
import type { Progress } from './progress';
import type { ReaderOffsets, Step } from './reader-offsets';
import { RecordReader, type ReadRecord } from './record-reader';

/** At most about so much of the log in one transaction: some hundred events, so that a backlog does not hold up the process. */
const BATCH_BYTES = 512 * 1024;
const SECOND_LOOK_AFTER_MS = 500;

/** The log is not the one that was read before, or lacks records (messaging rule 8). */
export class ReaderHalted extends Error {
  override readonly name = 'ReaderHalted';
}

export interface ReadingOptions<E extends StationEvent | Fact> {
  readonly stream: 'STATION' | 'FACT';
  readonly messaging: ProjectionMessaging;
  readonly applier: Applier<E>;
  readonly decode: RecordDecoder<E>;
  readonly progress: Progress;
  readonly logger: MessagingLogger;
  readonly counts: { events: number; batches: number; quarantined: number };
  readonly idleOffsetsEveryMs: number;
  readonly partitions: ReadonlySet<number>;
  onReady(): void;
  /** Told after each commit how long its records had been in the log, in ms. */
  onApplied(delaysMs: readonly number[]): void;
}

/**
 * Reads and applies one set of partitions from their stored offsets on. Any failure ends it; what was not committed is read
 * again by the next one.
 */
export class PartitionReading<E extends StationEvent | Fact> {
  private readonly idle: IdleOffsets;
  private closed = false;

  private constructor(
    private readonly o: ReadingOptions<E>,
    private readonly reader: RecordReader,
    private readonly epoch: string,
    private readonly applied: Map<number, number>,
  ) {
    this.idle = new IdleOffsets(o.idleOffsetsEveryMs);
    for (const [partition, seq] of applied) o.progress.advance(partition, seq);
  }

  /** @throws ReaderHalted, outages, NATS's errors */
  static async open<E extends StationEvent | Fact>(o: ReadingOptions<E>): Promise<PartitionReading<E>> {
    const offsets = await o.applier.offsets.load([...o.partitions], await o.messaging.streamEpoch(o.stream));
    const { epoch } = await checkUnbroken(o, offsets);
    const from = Math.min(...offsets.map((offset) => offset.seq)) + 1;
    const subjects = [...o.partitions].map((partition) => partitionSubject(o.stream, partition));
    const reader = await RecordReader.open(o.messaging, { stream: o.stream, subjects, from }, () => o.onReady());
    try {
      // The stream may have been made again between the check and the consumer.
      const now = await o.messaging.streamEpoch(o.stream);
      if (now.epoch !== epoch) throw new Error(`stream ${o.stream} changed while it was opened`);
    } catch (error) {
      reader.close();
      throw error;
    }
    return new PartitionReading(o, reader, epoch, new Map(offsets.map((offset) => [offset.partition, offset.seq])));
  }

  isOf(partitions: ReadonlySet<number>): boolean {
    return partitions.size === this.applied.size && [...partitions].every((partition) => this.applied.has(partition));
  }

  hasMore(): boolean {
    return this.reader.hasMore();
  }

  close(): void {
    this.closed = true;
    this.reader.close();
  }

  /** Applies what is here now. @returns how many records there were. @throws FenceLost, ReaderHalted, outages */
  async step(): Promise<number> {
    const records = this.reader
      .take(BATCH_BYTES)
      .filter(({ partition, seq }) => seq > (this.applied.get(partition) ?? 0));
    if (records.length > 0) await this.apply(records);
    if (this.idle.isDue()) await this.moveIdleOffsets();
    return records.length;
  }

  private async apply(records: readonly ReadRecord[]): Promise<void> {
    const events: Projected<E>[] = [];
    const faults: LogFault[] = [];
    const next = new Map<number, number>();
    for (const record of records) {
      const decoded = this.o.decode(this.epoch, record);
      events.push(...decoded.events);
      faults.push(...decoded.faults);
      next.set(record.partition, record.seq);
    }
    const steps = [...next].map(([partition, seq]) => ({
      partition,
      expected: this.applied.get(partition)!,
      next: seq,
    }));
    const { quarantined } = await applyBatch(this.o.applier, { epoch: this.epoch, steps, events, faults });
    this.advance(steps);
    const now = Date.now();
    this.o.onApplied(records.map(({ storedAt }) => Math.max(0, now - storedAt)));
    this.o.counts.batches++;
    this.o.counts.events += events.length;
    this.o.counts.quarantined += quarantined.length;
    for (const { seq, index, error } of quarantined)
      this.o.logger.error(
        `ALARM: ${this.o.applier.reader} put event ${index} of record ${seq} into quarantine: ${String(error)}`,
      );
  }

  private async moveIdleOffsets(): Promise<void> {
    const ends = new Map<number, number>();
    for (const partition of this.applied.keys())
      ends.set(partition, await lastSeqOf(this.o.messaging, this.o.stream, partition));
    const offsets = [...this.applied].map(([partition, seq]) => ({ partition, seq, epoch: this.epoch, halted: null }));
    const stream = await checkUnbroken(this.o, offsets);
    const steps = this.idle.stepsFor(this.applied, ends, stream);
    if (steps.length === 0) return;
    const { applier } = this.o;
    await applier.dataSource.transaction((em) => applier.offsets.fence(em, this.epoch, steps));
    this.advance(steps);
  }

  private advance(steps: readonly Step[]): void {
    for (const { partition, next } of steps) {
      this.applied.set(partition, next);
      // A batch may end after the reading was closed: the partition may be another replica's by now.
      if (!this.closed) this.o.progress.advance(partition, next);
    }
  }
}

/**
 * Looks at the stream after the offsets were read, never before: they may have been moved on meanwhile, past an older look.
 * A break is looked at twice, because stopping for a moment's stale answer would need an operator.
 * @throws ReaderHalted if the log is broken; that is kept in the offset's row, so that it does not heal by itself when the
 * stream grows past the old offset.
 */
async function checkUnbroken(
  o: Pick<ReadingOptions<never>, 'stream' | 'messaging'> & { applier: { offsets: ReaderOffsets } },
  offsets: readonly ReaderOffset[],
): Promise<StreamEpoch> {
  for (let look = 1; ; look++) {
    const stream = await o.messaging.streamEpoch(o.stream);
    const breaks = offsets.flatMap((offset) => {
      const reason = findBreak(offset, stream);
      return reason === undefined ? [] : [{ partition: offset.partition, reason }];
    });
    const [first] = breaks;
    if (first === undefined) return stream;
    if (look === 1 && offsets.every((offset) => offset.halted === null)) {
      await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_AFTER_MS));
      continue;
    }
    for (const { partition, reason } of breaks) await o.applier.offsets.halt(partition, reason);
    throw new ReaderHalted(`partition ${first.partition}: ${first.reason}`);
  }
}
