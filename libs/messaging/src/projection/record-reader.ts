import { AckPolicy, DeliverPolicy, nanos, nuid, type Consumer, type ConsumerMessages, type JsMsg } from 'nats';
import { KINDS_HEADER } from '../connection/headers';
import type { ProjectionMessaging } from './projected';
import type { RawRecord } from './decode-record';

/** Bytes wanted in memory: what is fetched ahead while a batch is applied, one fetch and a half at most. */
const FETCH_BYTES = 8 * 1024 * 1024;
const FEWEST_RECORDS = 16;
const MOST_RECORDS = 500;
const FETCH_EXPIRES_MS = 2_000;
/** The server forgets the consumer when nobody fetches for so long. */
const INACTIVE_MS = 30_000;

/**
 * The server sent records that did not arrive. A client that stands still while a fetch ends, as a busy process may for 100 ms, throws away
 * what is in its socket by then.
 */
export class DeliveryLost extends Error {
  override readonly name = 'DeliveryLost';
}

/** A record on its way from the stream. */
export interface ReadRecord extends RawRecord {
  /** When NATS stored it, in ms since 1970 by its clock. */
  readonly storedAt: number;
}

export interface ReaderSource {
  readonly stream: 'STATION' | 'FACT';
  readonly subjects: string[];
  /** First sequence wanted. */
  readonly from: number;
}

/**
 * Reads records of several partitions in log order, a bounded number ahead (messaging rule 12): `fetch` with `expires` 2 s, the
 * next one only when the last one's records are nearly taken. What arrives is there for `take` at once.
 * Its consumer acknowledges nothing and is not stored: the offset in PostgreSQL is the only truth. A reader that fails or
 * loses its connection is closed, and a new one opened from the stored offset.
 */
export class RecordReader {
  private readonly ahead: ReadRecord[] = [];
  private messages: ConsumerMessages | undefined;
  private failure: Error | undefined;
  private closed = false;
  private delivered = 0;
  private fetchSize = 64;
  private makeRoom: (() => void) | undefined;

  private constructor(
    private readonly consumer: Consumer,
    private readonly onReady: () => void,
  ) {
    void this.pump();
  }

  /** `onReady` is called when records are there to take, or the reader failed. */
  static async open(messaging: ProjectionMessaging, source: ReaderSource, onReady: () => void): Promise<RecordReader> {
    const manager = await messaging.nc.jetstreamManager({ checkAPI: false });
    const name = `reader_${nuid.next()}`;
    await manager.consumers.add(source.stream, {
      name,
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: source.from,
      filter_subjects: source.subjects,
      inactive_threshold: nanos(INACTIVE_MS),
      mem_storage: true,
      num_replicas: 1,
    });
    return new RecordReader(await messaging.nc.jetstream().consumers.get(source.stream, name), onReady);
  }

  /**
   * The records that are here now, oldest first, up to about `maxBytes`; none if nothing arrived.
   * @throws if reading failed: nothing more will come from this reader.
   */
  take(maxBytes: number): ReadRecord[] {
    if (this.failure !== undefined) throw this.failure;
    let bytes = 0;
    let count = 0;
    while (count < this.ahead.length && bytes < maxBytes) bytes += this.ahead[count++]!.data.byteLength;
    const taken = this.ahead.splice(0, count);
    if (this.ahead.length <= this.fetchSize / 2) this.makeRoom?.();
    return taken;
  }

  /** Whether more is here to take. */
  hasMore(): boolean {
    return this.ahead.length > 0 || this.failure !== undefined;
  }

  /** Stops at once. What the server still sends is dropped, the next reader gets it again. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.ahead.length = 0;
    this.makeRoom?.();
    void this.messages?.close();
    // Not awaited: it cannot be answered while NATS is away, and the server forgets the consumer by itself.
    this.consumer.delete().catch(() => undefined);
  }

  private async pump(): Promise<void> {
    try {
      while (!this.closed) {
        const before = this.delivered;
        const bytes = await this.fetch();
        if (this.closed) return;
        const came = this.delivered - before;
        if (came > 0) this.fetchSize = clamp(Math.floor((FETCH_BYTES * came) / bytes), FEWEST_RECORDS, MOST_RECORDS);
        else await this.checkNothingWasMissed();
        while (!this.closed && this.ahead.length > this.fetchSize / 2)
          await new Promise<void>((resolve) => (this.makeRoom = resolve));
      }
    } catch (error) {
      if (this.closed) return;
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.onReady();
    }
  }

  private async fetch(): Promise<number> {
    let bytes = 0;
    this.messages = await this.consumer.fetch({ max_messages: this.fetchSize, expires: FETCH_EXPIRES_MS });
    if (this.closed) void this.messages.close();
    for await (const message of this.messages) {
      if (this.closed) break;
      this.accept(message);
      bytes += message.data.byteLength;
      this.onReady();
    }
    const failure = await this.messages.closed();
    if (failure instanceof Error) throw failure;
    return bytes;
  }

  private accept(message: JsMsg): void {
    // Nothing is acknowledged, so what got lost on the way is not sent again: only the numbering shows it.
    if (message.info.deliverySequence !== this.delivered + 1)
      throw new DeliveryLost(`delivery ${this.delivered + 1} of the log was lost on the way`);
    this.delivered++;
    const kinds = message.headers?.get(KINDS_HEADER);
    this.ahead.push({
      seq: message.seq,
      partition: Number(message.subject.slice(message.subject.lastIndexOf('.') + 1)),
      data: message.data,
      kinds: kinds ? kinds.split(',') : undefined,
      storedAt: message.info.timestampNanos / 1e6,
    });
  }

  /** The last delivery may have been the one that got lost: nothing after it shows a gap. */
  private async checkNothingWasMissed(): Promise<void> {
    const { delivered } = await this.consumer.info();
    if (!this.closed && delivered.consumer_seq > this.delivered && this.ahead.length === 0)
      throw new DeliveryLost(
        `deliveries ${this.delivered + 1} to ${delivered.consumer_seq} of the log were lost on the way`,
      );
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
