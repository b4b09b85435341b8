import type { Fact, StationEvent } from '@chargebus/contracts';
import { isOutage } from '@chargebus/database';
import { isNatsAway } from '../connection/unavailable';
import { NatsUnavailable } from '../messaging';
import type { Applier } from './apply-batch';
import { forgetApplied } from './applied-rows';
import { recordDecoder, type RecordDecoder } from './decode-record';
import { lastSeqOf } from './log-ends';
import { PartitionHolder } from './partition-holder';
import { Progress } from './progress';
import type { PartitionLag, ProjectionOptions, ProjectionState } from './projection-options';
import { QUARANTINE_COLUMNS, type QuarantinedRow } from './quarantine';
import { PartitionReading, ReaderHalted } from './partition-reading';
import { FenceLost, ReaderOffsets } from './reader-offsets';
import { DeliveryLost } from './record-reader';
import { replayQuarantined, type ReplayOutcome } from './replay-quarantined';
import { BackOff, Pace, Wake } from './wake';

const IDLE_OFFSETS_EVERY_MS = 30_000;
/** Under load batches begin so far apart, unless there is a backlog or somebody waits: fewer, larger transactions. */
const GATHER_MS = 100;
const BACKLOG_RECORDS = 200;
const HALTED_LOOK_EVERY_MS = 2_000;
const DATABASE_LOOK_EVERY_MS = 20;
const FORGET_EVERY_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Reads STATION or FACT into a service's rows: each event counts exactly once, in order within its partition, whatever dies and
 * whoever else reads (messaging rules 8 to 15). Any number of replicas may run the same reader; they share the partitions.
 */
export class Projection<E extends StationEvent | Fact> {
  /** Since the start, for metrics. */
  readonly counts = { events: 0, batches: 0, quarantined: 0, failures: 0, reopened: 0 };
  private readonly wake = new Wake();
  private readonly pace = new Pace(GATHER_MS);
  private readonly listeners: ((delaysMs: readonly number[]) => void)[] = [];
  private readonly progress = new Progress();
  private readonly offsets: ReaderOffsets;
  private readonly holder: PartitionHolder;
  private readonly decode: RecordDecoder<E>;
  private readonly applier: Applier<E>;
  private loop: Promise<void> | undefined;
  private reading: PartitionReading<E> | undefined;
  private trouble: { reason: string; halted: boolean } | undefined = { reason: 'not started', halted: false };
  private stopping = false;
  private forgotAt = 0;
  private forgetReconnect: (() => void) | undefined;

  constructor(private readonly o: ProjectionOptions<E>) {
    this.offsets = new ReaderOffsets(o.dataSource, o.name);
    this.decode = recordDecoder<E>(o.stream, o.kinds);
    const schema = (o.dataSource.options as { schema?: string }).schema ?? 'public';
    this.holder = new PartitionHolder({
      reader: `${schema}.${o.name}`,
      messaging: o.messaging,
      locks: o.locks,
      onChange: () => this.wake.now(),
      ...(o.times?.presence && { times: o.times.presence }),
    });
    this.applier = {
      reader: o.name,
      dataSource: o.dataSource,
      offsets: this.offsets,
      partitions: o.messaging.partitions,
      apply: (batch, tx) => o.apply(batch, tx),
      ...(o.onQuarantined && { onQuarantined: (event, error, tx) => o.onQuarantined!(event, error, tx) }),
    };
  }

  /** Starts reading and returns at once: NATS and PostgreSQL may come later, `state()` says. */
  start(): Promise<void> {
    if (this.loop !== undefined) return Promise.resolve();
    this.forgetReconnect = this.o.messaging.onReconnect(() => {
      this.reopen();
      this.wake.now();
    });
    this.holder.start();
    this.trouble = { reason: 'starting', halted: false };
    this.loop = this.run();
    return Promise.resolve();
  }

  /** Finishes the batch in hand and gives the partitions to other replicas. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.forgetReconnect?.();
    this.wake.now();
    await this.loop;
    await this.holder.stop();
    this.progress.clear();
    this.trouble = { reason: 'stopped', halted: false };
  }

  /** The listener is told after each commit how long its records had been in the log, in ms by the clocks of NATS and this host. */
  onApplied(listener: (delaysMs: readonly number[]) => void): void {
    this.listeners.push(listener);
  }

  state(): ProjectionState {
    return this.trouble === undefined ? { ready: true, halted: false } : { ready: false, ...this.trouble };
  }

  /**
   * Whether everything up to record `seq` of `partition` is applied, by whichever replica; waits for it up to `timeoutMs`.
   * @throws if PostgreSQL is away and the partition is not held here
   */
  async waitFor(partition: number, seq: number, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const here = this.progress.find(partition);
      const applied = here ?? (await this.offsets.read([partition]))[0]?.seq ?? 0;
      if (applied >= seq) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      this.pace.hurry();
      await this.progress.change(Math.min(left, here === undefined ? DATABASE_LOOK_EVERY_MS : 200));
    }
  }

  /**
   * As `waitFor`, for all that is in the log of `partition` now: before "not found" is said of what a station may just have reported.
   * @throws if NATS or PostgreSQL is away
   */
  async waitForLog(partition: number, timeoutMs: number): Promise<boolean> {
    const lastSeq = await lastSeqOf(this.o.messaging, this.o.stream, partition);
    return this.waitFor(partition, lastSeq, timeoutMs);
  }

  /** How far every partition is behind, over all replicas. @throws if NATS or PostgreSQL is away */
  async lag(): Promise<PartitionLag[]> {
    const partitions = Array.from({ length: this.o.messaging.partitions }, (_, partition) => partition);
    const stored = new Map((await this.offsets.read(partitions)).map((row) => [row.partition, row.seq]));
    return Promise.all(
      partitions.map(async (partition) => {
        const lastSeq = await lastSeqOf(this.o.messaging, this.o.stream, partition);
        const appliedSeq = stored.get(partition) ?? 0;
        const heldHere = this.progress.find(partition) !== undefined;
        return { partition, heldHere, appliedSeq, lastSeq, lag: Math.max(0, lastSeq - appliedSeq) };
      }),
    );
  }

  /**
   * An operator's "go on" after a break in the log: from the first record there is, of a stream that was made again; else from
   * where reading stopped, as far as that is still there. What is missing is given up. All replicas go on.
   */
  async acceptLog(): Promise<void> {
    const stream = await this.o.messaging.streamEpoch(this.o.stream);
    for (const { before, seq } of await this.offsets.resume(stream))
      this.o.logger.warn(
        `${this.o.name}: partition ${before.partition} goes on after ${seq} of ${stream.epoch} by an operator's call (was ${before.seq} of ${before.epoch})`,
      );
    this.wake.now();
  }

  /** What waits in quarantine, oldest first. */
  async quarantined(limit = 100): Promise<QuarantinedRow[]> {
    return this.o.dataSource.query(
      `SELECT ${QUARANTINE_COLUMNS} FROM quarantine WHERE reader = $1 AND replayed_at IS NULL ORDER BY id LIMIT $2`,
      [this.o.name, limit],
    );
  }

  /** Applies a quarantined event now. Several of one aggregate: oldest first. @throws outages */
  async replayQuarantined(id: number): Promise<ReplayOutcome> {
    const { onReplayed } = this.o;
    return replayQuarantined(
      this.applier,
      this.decode,
      id,
      onReplayed && ((at, tx) => onReplayed.call(this.o, at, tx)),
    );
  }

  private async run(): Promise<void> {
    const backOff = new BackOff();
    while (!this.stopping) {
      try {
        this.pace.begin();
        const records = await this.turn();
        backOff.reset();
        this.trouble = undefined;
        if (records === 0 && !this.reading?.hasMore()) await this.wake.sleep(500);
        else if (records < BACKLOG_RECORDS) await this.pace.gather();
      } catch (error) {
        this.reopen();
        if (this.stopping) break;
        await this.recover(error, backOff);
      }
    }
    this.reopen();
  }

  /** One batch, if there is any. @returns how many records it had. */
  private async turn(): Promise<number> {
    const held = await this.holder.settle();
    if (this.reading?.isOf(held) === false) this.reopen();
    if (held.size === 0) return 0;
    // Nothing could be opened now; the reconnect wakes this loop.
    if (this.reading === undefined && !this.o.messaging.healthy()) throw new NatsUnavailable('NATS is away');
    this.reading ??= await PartitionReading.open<E>({
      stream: this.o.stream,
      messaging: this.o.messaging,
      applier: this.applier,
      decode: this.decode,
      progress: this.progress,
      logger: this.o.logger,
      counts: this.counts,
      idleOffsetsEveryMs: this.o.times?.idleOffsetsEveryMs ?? IDLE_OFFSETS_EVERY_MS,
      partitions: held,
      onReady: () => this.wake.now(),
      onApplied: (delaysMs) => this.listeners.forEach((listener) => listener(delaysMs)),
    });
    const applied = await this.reading.step();
    await this.forgetOldRows();
    return applied;
  }

  /** The next turn opens a new reader, from the stored offsets. */
  private reopen(): void {
    this.reading?.close();
    this.reading = undefined;
    this.progress.clear();
  }

  private async recover(error: unknown, backOff: BackOff): Promise<void> {
    if (error instanceof DeliveryLost && backOff.isFresh) {
      // It is in the log, and read again at once: only where that fails as well is something wrong.
      this.counts.reopened++;
      backOff.next();
      return;
    }
    if (error instanceof FenceLost) {
      this.o.logger.warn(`${this.o.name}: ${error.message}; letting go of them`);
      await this.holder.letGo(error.partitions).catch(() => undefined);
      return;
    }
    if (error instanceof ReaderHalted) {
      if (this.trouble?.halted !== true) this.o.logger.error(`ALARM: reader ${this.o.name} stopped: ${error.message}`);
      this.trouble = { reason: error.message, halted: true };
      this.wake.forget();
      await this.wake.sleep(HALTED_LOOK_EVERY_MS);
      return;
    }
    // Outage, NATS away, or a bug that is not an event's: nothing was committed, so the same again, for ever.
    this.counts.failures++;
    const cause = isOutage(error) ? 'waiting for PostgreSQL' : isNatsAway(error) ? 'waiting for NATS' : 'failing';
    const reason = `${cause}: ${String(error)}`;
    if (this.trouble?.reason !== reason) this.o.logger.warn(`${this.o.name}: ${reason}`);
    // Twice in a row: no deadlock that is over the next moment, for which nothing should move to other replicas.
    if (isOutage(error) && this.trouble !== undefined) this.holder.cannotWork();
    this.trouble = { reason, halted: false };
    // A reader that fails at once wakes the loop each time: the pause must be one.
    this.wake.forget();
    await this.wake.sleep(backOff.next());
  }

  private async forgetOldRows(): Promise<void> {
    if (this.o.stream !== 'FACT' || Date.now() - this.forgotAt < FORGET_EVERY_MS) return;
    this.forgotAt = Date.now();
    const manager = await this.o.messaging.nc.jetstreamManager({ checkAPI: false });
    const { config } = await manager.streams.info('FACT');
    // A stream without an age keeps a record, and so a row's possible repeat, for ever.
    if (config.max_age > 0) await forgetApplied(this.o.dataSource, this.o.name, config.max_age / 1e6 + DAY_MS);
  }
}
