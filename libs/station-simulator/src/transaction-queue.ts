import type { CallLane, Payload } from './call-lane';
import type { Counters } from './ledger';
import type { Timer, TimerWheel } from './timer-wheel';

export interface TransactionMessage {
  action: string;
  /** Asked once, at its first sending: by then what it depends on was answered. Every retry has the same content. */
  payload(): object;
  acknowledged(answer: Payload): void;
  /** It will not be sent any more. */
  givenUp(): void;
  /** Its connection went, or its answer did not come: it stays queued. */
  unanswered?(): void;
  /** A sample in the middle: may be discarded when too many wait (2.0.1: E04.FR.07). */
  intermediate?: boolean;
  /** The transaction it is about, where the station names it itself. */
  transactionId?: string;
}

interface Queued extends TransactionMessage {
  attempts: number;
  sealed?: { id: string; payload: object };
}

export interface TransactionQueueOptions {
  lane: CallLane;
  /** Connected and accepted. */
  mayDeliver(): boolean;
  /**
   * As they are now: 1.6 TransactionMessageAttempts and TransactionMessageRetryInterval, 2.0.1 OCPPCommCtrlr
   * MessageAttempts and MessageAttemptInterval of TransactionEvent.
   */
  attempts(): number;
  retryIntervalS(): number;
  /** A retry has a new message id, as OCPP wants it, unless this is true (allowed by the 1.6 erratum of 2025 and 2.1). */
  sameMessageId: boolean;
  nextId(): string;
  timers: TimerWheel;
  counters: Counters;
  /** Most messages waiting; above it, intermediate samples are discarded, oldest first. */
  most: number;
}

/**
 * Transaction messages: kept in memory until the CSMS has answered them, delivered strictly in order, with the
 * content they had at first. A reboot or an outage does not empty it.
 */
export class TransactionQueue {
  private readonly queue: Queued[] = [];
  private sending = false;
  private pause: Timer | undefined;
  private readonly emptied: (() => void)[] = [];

  constructor(private readonly o: TransactionQueueOptions) {}

  get size(): number {
    return this.queue.length;
  }

  /** Whether a message of this transaction waits, or of any. */
  waits(transactionId?: string): boolean {
    return this.queue.some((queued) => transactionId === undefined || queued.transactionId === transactionId);
  }

  push(message: TransactionMessage): void {
    this.queue.push({ ...message, attempts: 0 });
    if (this.queue.length > this.o.most) this.discardOldestSample();
    this.pump();
  }

  /** Delivers the head if the line is free; called at whatever may have freed it. */
  pump(): void {
    const head = this.queue[0];
    if (!head || this.sending || this.pause || !this.o.mayDeliver() || !this.o.lane.isIdle) return;
    this.sending = true;
    void this.deliver(head).finally(() => {
      this.sending = false;
      this.pump();
    });
  }

  /** A new connection: whatever pause was running is over. */
  resume(): void {
    this.pause?.cancel();
    this.pause = undefined;
    this.pump();
  }

  /** Resolves when everything was answered or given up. */
  async empty(): Promise<void> {
    if (this.queue.length > 0) await new Promise<void>((resolve) => this.emptied.push(resolve));
  }

  stop(): void {
    this.pause?.cancel();
    this.pause = undefined;
  }

  private async deliver(head: Queued): Promise<void> {
    if (head.sealed) this.o.counters.retries += 1;
    const id = head.sealed && this.o.sameMessageId ? head.sealed.id : this.o.nextId();
    head.sealed = { id, payload: head.sealed?.payload ?? head.payload() };
    const outcome = await this.o.lane.call(head.action, head.sealed.payload, id);
    if (outcome.kind === 'result') {
      this.queue.shift();
      head.acknowledged(outcome.payload);
      this.sayIfEmpty();
      return;
    }
    head.unanswered?.();
    if (outcome.kind === 'dropped') return;
    // Only a CALLERROR or a timeout uses an attempt up; a lost connection does not.
    head.attempts += 1;
    if (head.attempts >= this.o.attempts()) {
      this.queue.shift();
      head.givenUp();
      this.sayIfEmpty();
      return;
    }
    this.pause = this.o.timers.after(this.o.retryIntervalS() * head.attempts * 1000, () => this.resume());
  }

  private sayIfEmpty(): void {
    if (this.queue.length === 0) for (const resolve of this.emptied.splice(0)) resolve();
  }

  private discardOldestSample(): void {
    const at = this.queue.findIndex((queued, place) => queued.intermediate === true && !(place === 0 && this.sending));
    if (at >= 0) this.queue.splice(at, 1)[0]?.givenUp();
  }
}
