import { EventEmitter } from 'node:events';
import { partitionOf, STATION_STREAM, type LinkEvent, type StationEvent } from '@chargebus/contracts';
import { type Msg, type Subscription } from 'nats';
import type { Messaging } from '../messaging';
import { AppendRefused } from './append-refused';
import { CurrentEpoch } from './current-epoch';
import { PartitionLane } from './partition-lane';
import { Reachability } from './reachability';
import { RECORD_OVERHEAD_BYTES, toMessageId, type Position, type Waiting } from './record';
import { getStoredEvent } from './stored-event';

/** Where an event was stored: record `seq` of the stream `epoch`, at place `index` in the record. */
export type Appended = Position;

export interface AppendedAlone extends Appended {
  /** The log had a record of this id already: `event` is that one. */
  readonly duplicate: boolean;
  readonly event: LinkEvent;
}

export interface GroupAppenderOptions {
  readonly messaging: Messaging;
  /** Rule 1: bytes of events that may wait for their ack. Default 64 MiB. */
  readonly maxWaitingBytes?: number;
  /** A record without ack is sent again after this. Default 5 s. */
  readonly ackTimeoutMs?: number;
  /** Under load groups of a partition begin so far apart. Default 20 ms. */
  readonly gatherMs?: number;
  /** Nothing acknowledged for this long while something waits: unreachable. Default 15 s. */
  readonly unreachableAfterMs?: number;
}

const GATHER_MS = 20;
const COMPLAIN_EVERY_MS = 10_000;

/** Appends what stations said to STATION, by rules 1 to 5. One per gateway. */
export class GroupAppender {
  private readonly messaging: Messaging;
  private readonly maxWaitingBytes: number;
  private readonly lanes: PartitionLane[];
  private readonly epochs: CurrentEpoch;
  private readonly reach: Reachability;
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly acks: Subscription;
  private readonly ticker: NodeJS.Timeout;
  private readonly stopListening: () => void;
  /** Highest sequence of each partition's own, non-repeated records. */
  private readonly lastSeq: number[];
  private bytesWaiting = 0;
  private knownMaxPayload = 0;
  private closed = false;
  private complainedAt = -Infinity;

  constructor(o: GroupAppenderOptions) {
    const { messaging } = o;
    this.messaging = messaging;
    this.maxWaitingBytes = o.maxWaitingBytes ?? 64 * 1024 ** 2;
    const inbox = messaging.newInbox();
    const ackTimeoutMs = o.ackTimeoutMs ?? 5_000;
    const gatherMs = o.gatherMs ?? GATHER_MS;
    const unreachableAfterMs = o.unreachableAfterMs ?? 15_000;
    const tickMs = Math.max(10, Math.min(ackTimeoutMs, unreachableAfterMs, 2_500) / 10);
    this.lastSeq = new Array<number>(messaging.partitions).fill(0);
    this.epochs = new CurrentEpoch(messaging, () => this.emitter.emit('epoch-changed'));
    this.lanes = Array.from({ length: messaging.partitions }, (_, p) => {
      const host = {
        nc: messaging.nc,
        stream: STATION_STREAM,
        ackTimeoutMs,
        gatherMs,
        inbox,
        maxPayload: () => this.maxPayload(),
        connected: () => messaging.healthy(),
        stored: this.stored.bind(this),
        refused: this.refused.bind(this),
        complain: (why: string) => this.complain(why),
      };
      return new PartitionLane(host, p);
    });
    this.acks = messaging.nc.subscribe(`${inbox}.*.*`, {
      callback: (error, msg) => (error ? this.complain(error.message) : this.route(msg)),
    });
    this.reach = new Reachability(
      {
        unreachableAfterMs,
        tickMs,
        onUnreachable: () => this.emitter.emit('unreachable'),
        onReachable: () => this.emitter.emit('reachable'),
      },
      performance.now(),
    );
    this.stopListening = messaging.onReconnect(() => {
      this.epochs.refresh();
      for (const lane of this.lanes) lane.reconnected();
    });
    this.ticker = setInterval(() => this.tick(), tickMs);
  }

  /**
   * Appends an event to its station's partition; resolves at the PubAck of its record, however long that takes.
   * @param partition of a `station.seen`, which speaks of many stations; else it follows from tenant and station
   * @throws AppendRefused
   */
  append(event: StationEvent, partition?: number): Promise<Appended> {
    return new Promise((resolve, reject) => this.enqueue(event, partition, undefined, { resolve, reject }));
  }

  /**
   * Rule 3: appends an event as a record of its own under `messageId`. A repeat, from this gateway or another, gives the
   * place and the event of the first record.
   * @throws AppendRefused
   */
  async appendAlone(event: LinkEvent, messageId: string): Promise<AppendedAlone> {
    const { at, duplicate } = await new Promise<{ at: Appended; duplicate: boolean }>((resolve, reject) => {
      const done = { resolve: (at: Appended, duplicate: boolean) => resolve({ at, duplicate }), reject };
      this.enqueue(event, undefined, toMessageId(messageId), done);
    });
    if (!duplicate) return { ...at, duplicate, event };
    return { ...at, duplicate, event: await getStoredEvent(this.messaging, at.seq, event.kind) };
  }

  /** Rule 4: false while nothing gets into the log. */
  get reachable(): boolean {
    return this.reach.reachable;
  }

  /** Bytes of events that wait for their ack. */
  get waitingBytes(): number {
    return this.bytesWaiting;
  }

  onUnreachable(listener: () => void): void {
    this.emitter.on('unreachable', listener);
  }

  onReachable(listener: () => void): void {
    this.emitter.on('reachable', listener);
  }

  /** STATION was deleted and made again: sequences, and with them links' epochs, start anew. */
  onEpochChanged(listener: () => void): void {
    this.emitter.on('epoch-changed', listener);
  }

  /** Takes nothing more and waits for what it has, at most `timeoutMs`. Says whether everything was acknowledged. */
  async drain(timeoutMs = 10_000): Promise<boolean> {
    this.closed = true;
    const giveUpAt = performance.now() + timeoutMs;
    while (this.bytesWaiting > 0 && performance.now() < giveUpAt && !this.messaging.nc.isClosed()) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    clearInterval(this.ticker);
    this.stopListening();
    this.epochs.close();
    for (const lane of this.lanes) lane.close();
    if (!this.messaging.nc.isClosed()) this.acks.unsubscribe();
    return this.bytesWaiting === 0;
  }

  private enqueue(
    event: StationEvent,
    partition: number | undefined,
    messageId: string | undefined,
    done: Pick<Waiting, 'resolve' | 'reject'>,
  ): void {
    if (this.closed) return done.reject(new AppendRefused('closed', 'the appender was drained'));
    const json = JSON.stringify(event);
    const bytes = Buffer.byteLength(json);
    if (bytes + RECORD_OVERHEAD_BYTES > this.maxPayload()) {
      return done.reject(
        new AppendRefused('too-large', `${event.kind} of ${bytes} bytes, the server takes ${this.maxPayload()}`),
      );
    }
    if (this.bytesWaiting + bytes > this.maxWaitingBytes) {
      return done.reject(new AppendRefused('full', `${this.bytesWaiting} bytes wait for the log already`));
    }
    this.bytesWaiting += bytes;
    const lane = this.lanes[partition ?? partitionOf(event.tenantId, event.stationId, this.lanes.length)];
    const opensLink = event.kind === 'station.connected';
    lane!.push({ json, bytes, messageId, opensLink, resolve: done.resolve, reject: done.reject });
  }

  private stored(members: readonly Waiting[], at: { partition: number; seq: number; duplicate: boolean }): void {
    if (!at.duplicate) {
      // Within a partition sequences only grow, unless the stream is a new one.
      if (at.seq <= this.lastSeq[at.partition]!) this.epochs.refresh();
      this.lastSeq[at.partition] = at.seq;
    }
    this.reach.acknowledged();
    this.epochs.with((epoch) => {
      members.forEach((member, index) => {
        this.bytesWaiting -= member.bytes;
        member.resolve({ epoch, seq: at.seq, index, partition: at.partition }, at.duplicate);
      });
    });
  }

  private refused(members: readonly Waiting[], error: AppendRefused): void {
    for (const member of members) {
      this.bytesWaiting -= member.bytes;
      member.reject(error);
    }
  }

  private route(msg: Msg): void {
    const [number, partition] = msg.subject.split('.').reverse();
    this.lanes[Number(partition)]?.reply(Number(number), msg);
  }

  private tick(): void {
    const now = performance.now();
    for (const lane of this.lanes) lane.tick(now);
    this.reach.tick(
      now,
      this.lanes.some((lane) => !lane.idle),
    );
  }

  /** The server says it with every connection; while there is none, the last one's word counts. */
  private maxPayload(): number {
    this.knownMaxPayload = this.messaging.nc.info?.max_payload ?? this.knownMaxPayload;
    return this.knownMaxPayload;
  }

  private complain(why: string): void {
    const now = performance.now();
    if (now - this.complainedAt < COMPLAIN_EVERY_MS) return;
    this.complainedAt = now;
    this.messaging.logger.warn(`the log does not take records now: ${why}`);
  }
}
