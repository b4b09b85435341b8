import { stationSubject } from '@chargebus/contracts';
import { ErrorCode, NatsError, nuid, type Msg, type NatsConnection } from 'nats';
import { AppendRefused } from './append-refused';
import { readPubAck } from './pub-ack';
import {
  GROUP_BYTES,
  GROUP_EVENTS,
  RECORD_OVERHEAD_BYTES,
  sealRecord,
  type SealedRecord,
  type Waiting,
} from './record';

/** What a lane needs of the appender it belongs to. */
export interface LaneHost {
  readonly nc: NatsConnection;
  readonly stream: string;
  readonly ackTimeoutMs: number;
  readonly gatherMs: number;
  /** Where acks of partition p's record n arrive: `<inbox>.<p>.<n>`. */
  readonly inbox: string;
  maxPayload(): number;
  connected(): boolean;
  stored(members: readonly Waiting[], at: { partition: number; seq: number; duplicate: boolean }): void;
  refused(members: readonly Waiting[], error: AppendRefused): void;
  complain(why: string): void;
}

const IN_PROCESS_RETRY_MS = 50;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 2_000;
/** So many records go without a pause after one in which nothing more came: a station alone is not held up. */
const UNPAUSED_RECORDS = 10;

/**
 * One partition's way into the log: one record in flight, everything that arrives meanwhile in the next one (rule 1). A
 * record that was sent once is sent again unchanged until it is acknowledged, and nothing overtakes it (rule 2). Under load
 * groups begin `gatherMs` apart, unless something waits that must not.
 */
export class PartitionLane {
  private queue: Waiting[] = [];
  private inFlight: SealedRecord | undefined;
  private recordNumber = 0;
  private sentAt = 0;
  private scheduled = false;
  private gathering: NodeJS.Timeout | undefined;
  private paused = false;
  private groupedAt = -Infinity;
  /** Events in the queue that must not wait. */
  private pressing = 0;
  private unpaused = 0;
  private retry: NodeJS.Timeout | undefined;
  private retryMs = FIRST_RETRY_MS;

  constructor(
    private readonly host: LaneHost,
    private readonly partition: number,
  ) {}

  get idle(): boolean {
    return this.inFlight === undefined && this.queue.length === 0;
  }

  push(event: Waiting): void {
    this.queue.push(event);
    if (isPressing(event)) this.pressing++;
    if (this.inFlight || this.scheduled) return;
    if (this.gathering && this.pressing === 0 && this.queue.length < GROUP_EVENTS) return;
    // What the sockets deliver in this turn of the event loop goes together.
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.next();
    });
  }

  /** The reply to one of the sends of record `number`. */
  reply(number: number, msg: Msg): void {
    if (!this.inFlight || number !== this.recordNumber) return;
    const ack = readPubAck(msg, this.host.stream);
    if (ack.kind === 'stored') return this.settle(ack.seq, ack.duplicate);
    if (ack.kind === 'in-process') return this.sendLater(IN_PROCESS_RETRY_MS);
    this.host.complain(ack.why);
    this.sendLater(this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
  }

  /** Sends again what has waited too long for its ack. */
  tick(now: number): void {
    if (this.inFlight && !this.retry && now - this.sentAt >= this.host.ackTimeoutMs) this.send();
  }

  /** The connection is back: at once, not at the timeout. */
  reconnected(): void {
    if (this.inFlight) this.send();
  }

  close(): void {
    clearTimeout(this.retry);
    clearTimeout(this.gathering);
  }

  private next(): void {
    if (this.inFlight || this.queue.length === 0 || this.gathers()) return;
    clearTimeout(this.gathering);
    this.gathering = undefined;
    const group = this.takeGroup();
    this.pressing -= group.filter(isPressing).length;
    if (this.paused && group.length === 1) this.unpaused = UNPAUSED_RECORDS;
    this.paused = false;
    // What was left behind by a full group goes as soon as that is stored.
    if (group[0]?.messageId === undefined) this.groupedAt = this.queue.length > 0 ? -Infinity : performance.now();
    this.inFlight = sealRecord(group, () => nuid.next());
    this.recordNumber++;
    this.retryMs = FIRST_RETRY_MS;
    this.send();
  }

  /** Whether the next group waits for more to come; it is sent by itself then. */
  private gathers(): boolean {
    const leftMs = this.groupedAt + this.host.gatherMs - performance.now();
    if (leftMs <= 1 || this.pressing > 0 || this.queue.length >= GROUP_EVENTS) return false;
    if (this.gathering !== undefined) return true;
    if (this.unpaused > 0) {
      this.unpaused--;
      return false;
    }
    this.gathering = setTimeout(() => {
      this.gathering = undefined;
      this.paused = true;
      this.next();
    }, leftMs);
    return true;
  }

  private takeGroup(): Waiting[] {
    if (this.queue[0]!.messageId !== undefined) return this.queue.splice(0, 1);
    const limit = Math.min(GROUP_BYTES, this.host.maxPayload() - RECORD_OVERHEAD_BYTES);
    let bytes = 0;
    let count = 0;
    for (; count < this.queue.length && count < GROUP_EVENTS; count++) {
      const event = this.queue[count]!;
      bytes += event.bytes + 1;
      if (count > 0 && (bytes > limit || event.messageId !== undefined)) break;
    }
    return this.queue.splice(0, count);
  }

  private sendLater(ms: number): void {
    this.retry ??= setTimeout(() => this.send(), ms);
  }

  private send(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    const record = this.inFlight;
    // While NATS is away the client would pile up copies; the reconnect sends the one.
    if (!record || !this.host.connected()) return;
    this.sentAt = performance.now();
    try {
      this.host.nc.publish(stationSubject(this.partition), record.data, {
        headers: record.headers,
        reply: `${this.host.inbox}.${this.partition}.${this.recordNumber}`,
      });
    } catch (error) {
      if (error instanceof NatsError && error.code === ErrorCode.MaxPayloadExceeded) return this.refuse(record);
      this.host.complain((error as Error).message);
    }
  }

  private settle(seq: number, duplicate: boolean): void {
    const { members } = this.inFlight!;
    this.clear();
    this.host.stored(members, { partition: this.partition, seq, duplicate });
    this.next();
  }

  /** The server's max_payload shrank under a sealed record: refused rather than blocking its partition for ever. */
  private refuse(record: SealedRecord): void {
    this.clear();
    this.host.refused(record.members, new AppendRefused('too-large', `over the server's max_payload`));
    this.next();
  }

  private clear(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.inFlight = undefined;
  }
}

/** A start is answered with its place, and is a record of its own anyway; a link that waits may end up behind a newer one. */
const isPressing = ({ messageId, opensLink }: Waiting): boolean => messageId !== undefined || opensLink;
