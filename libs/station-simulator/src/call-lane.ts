import type { Counters } from './ledger';
import type { Timer, TimerWheel } from './timer-wheel';

export type Payload = Record<string, unknown>;

export type Outcome =
  | { kind: 'result'; payload: Payload }
  | { kind: 'error'; code: string; description: string }
  | { kind: 'timeout' }
  /** The connection went before the answer came: nobody knows whether it was heard. */
  | { kind: 'dropped' };

interface Call {
  id: string;
  action: string;
  payload: object;
  settle(outcome: Outcome): void;
  timer?: Timer;
}

export interface CallLaneOptions {
  send(text: string): boolean;
  /** A call as it goes over the wire. */
  write(id: string, action: string, payload: object): string;
  nextId(): string;
  timeoutMs: number;
  timers: TimerWheel;
  counters: Counters;
  /** Nothing is outstanding and nothing waits: a transaction message may go. */
  idle(): void;
}

const REMEMBERED_TIMEOUTS = 50;

/** The station's own CALLs on one connection: first come first served, one outstanding at a time (OCPP-J 1.6 section 4.1.1). */
export class CallLane {
  private readonly waiting: Call[] = [];
  private outstanding: Call | undefined;
  private readonly timedOut = new Set<string>();

  constructor(private readonly o: CallLaneOptions) {}

  get isIdle(): boolean {
    return this.outstanding === undefined && this.waiting.length === 0;
  }

  /** Sends when its turn comes. Never rejects. */
  call(action: string, payload: object, id = this.o.nextId()): Promise<Outcome> {
    return new Promise((settle) => {
      this.waiting.push({ id, action, payload, settle });
      this.next();
    });
  }

  /** The action of the outstanding call if `id` is its id. */
  actionOf(id: string): string | undefined {
    return this.outstanding?.id === id ? this.outstanding.action : undefined;
  }

  /** @returns `settled`, `late` for a call that had timed out, `stray` for one that never was. */
  answer(id: string, outcome: Outcome): 'settled' | 'late' | 'stray' {
    if (this.outstanding?.id === id) {
      this.settle(outcome);
      return 'settled';
    }
    if (!this.timedOut.delete(id)) return 'stray';
    this.o.counters.lateAnswers += 1;
    return 'late';
  }

  /** The connection is gone: everything outstanding and waiting ends as `dropped`. */
  drop(): void {
    const dropped = [this.outstanding, ...this.waiting.splice(0)];
    this.outstanding?.timer?.cancel();
    this.outstanding = undefined;
    this.timedOut.clear();
    for (const call of dropped) call?.settle({ kind: 'dropped' });
  }

  private next(): void {
    if (this.outstanding) return;
    const call = this.waiting.shift();
    if (!call) {
      this.o.idle();
      return;
    }
    this.outstanding = call;
    if (!this.o.send(this.o.write(call.id, call.action, call.payload))) {
      this.outstanding = undefined;
      call.settle({ kind: 'dropped' });
      this.next();
      return;
    }
    this.o.counters.callsSent += 1;
    call.timer = this.o.timers.after(this.o.timeoutMs, () => {
      this.o.counters.timeouts += 1;
      this.timedOut.add(call.id);
      if (this.timedOut.size > REMEMBERED_TIMEOUTS) this.timedOut.delete([...this.timedOut][0] ?? '');
      this.settle({ kind: 'timeout' });
    });
  }

  private settle(outcome: Outcome): void {
    const call = this.outstanding;
    this.outstanding = undefined;
    call?.timer?.cancel();
    if (outcome.kind === 'result') this.o.counters.answers += 1;
    if (outcome.kind === 'error') this.o.counters.callErrors += 1;
    call?.settle(outcome);
    this.next();
  }
}
