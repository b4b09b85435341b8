import { traceSubject, type TraceEntry } from '@chargebus/contracts';
import type { Messaging } from '../messaging';

/** Entries of a station that come within this time travel in one message. */
const COLLECT_MS = 200;
/** Handed to the client but not yet known to have reached the server: more than this, and entries are dropped. */
const MAX_UNSENT_BYTES = 4 * 1024 ** 2;
const MAX_COLLECTED_BYTES = 8 * 1024 ** 2;
const PUBLISHED_PER_TURN = 200;

interface Collected {
  /** JSON of each entry. */
  readonly entries: string[];
  bytes: number;
}

/**
 * Sends traces beside the work: nobody waits for them, they never take much memory, and what cannot be sent is dropped
 * and counted. Traces take part in no promise.
 */
export class TracePublisher {
  dropped = 0;
  private collected = new Map<string, Collected>();
  private collectedBytes = 0;
  private unsentBytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly messaging: Messaging) {}

  publish(entry: TraceEntry): void {
    const json = JSON.stringify(entry);
    if (this.collectedBytes + json.length > MAX_COLLECTED_BYTES || !this.messaging.healthy()) {
      this.dropped++;
      return;
    }
    const subject = traceSubject(entry.tenantId, entry.stationId);
    const waiting = this.collected.get(subject);
    // A message stays well below any max_payload; a longer frame travels alone.
    if (waiting && waiting.bytes + json.length > 64 * 1024) this.send(subject, waiting);
    else if (waiting) {
      waiting.entries.push(json);
      waiting.bytes += json.length;
      this.collectedBytes += json.length;
      return;
    }
    this.collected.set(subject, { entries: [json], bytes: json.length });
    this.collectedBytes += json.length;
    this.timer ??= setTimeout(() => this.sendAll(), COLLECT_MS);
  }

  /** Sends what is collected, for a process that ends. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [subject, waiting] of this.collected) this.send(subject, waiting);
    this.collected.clear();
  }

  /** In slices: with 10,000 stations this must not hold up the sockets. */
  private sendAll(): void {
    let count = 0;
    for (const [subject, waiting] of this.collected) {
      if (count++ === PUBLISHED_PER_TURN) break;
      this.send(subject, waiting);
      this.collected.delete(subject);
    }
    this.timer = undefined;
    if (this.collected.size > 0) setImmediate(() => this.sendAll());
  }

  private send(subject: string, { entries, bytes }: Collected): void {
    const { nc } = this.messaging;
    this.collectedBytes -= bytes;
    if (!this.messaging.healthy() || this.unsentBytes + bytes > MAX_UNSENT_BYTES) {
      this.dropped += entries.length;
      return;
    }
    try {
      nc.publish(subject, `{"v":1,"entries":[${entries.join(',')}]}`);
    } catch {
      this.dropped += entries.length;
      return;
    }
    // One round trip at a time tells how far the server has read.
    if (this.unsentBytes === 0) this.followFlush();
    this.unsentBytes += bytes;
  }

  private followFlush(): void {
    // The flush starts a turn later, so that it stands behind everything this turn publishes.
    setImmediate(() => {
      const flushed = this.unsentBytes;
      const end = () => {
        this.unsentBytes -= flushed;
        if (this.unsentBytes > 0) this.followFlush();
      };
      if (this.messaging.nc.isClosed()) return end();
      void this.messaging.nc.flush().then(end, end);
    });
  }
}
