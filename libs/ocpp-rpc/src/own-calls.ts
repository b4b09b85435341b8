import { remark, send, settle, type Effect, type Outcome } from './effect';
import { callFrame } from './write-frame';

interface Waiting {
  id: string;
  text: string;
  timeoutMs: number;
  expiresAt: number;
}

const REMEMBERED_LATE = 32;

/**
 * Our calls to the station: one outstanding, the others first come first served (OCPP-J 1.6 4.1.1). The deadline of a call
 * runs from when it is sent; a call that waits longer than its `waitMs` is not sent any more, since its caller gave up.
 */
export class OwnCalls {
  private outstanding: { id: string; deadline: number } | undefined;
  private queue: Waiting[] = [];
  /** Ids that timed out of late: what still comes for them is late, not unknown. */
  private late: string[] = [];
  private quitting = false;

  constructor(private readonly maxQueued: number) {}

  add(id: string, action: string, payload: object, o: { timeoutMs: number; waitMs: number }, now: number): Effect[] {
    if (this.quitting) return [settle(id, { kind: 'never-sent', reason: 'closed' })];
    if (this.outstanding && this.queue.length >= this.maxQueued) {
      return [remark('queue-full', action), settle(id, { kind: 'never-sent', reason: 'queue-full' })];
    }
    const text = callFrame(id, action, payload);
    this.queue.push({ id, text, timeoutMs: o.timeoutMs, expiresAt: now + o.waitMs });
    return this.sendNext(now);
  }

  isOutstanding(id: string): boolean {
    return this.outstanding?.id === id;
  }

  /** The station ended call `id`. What is not the outstanding call is ignored and releases nothing. */
  end(id: string, outcome: Outcome, now: number): Effect[] {
    if (this.outstanding?.id !== id) {
      const isLate = this.late.includes(id);
      return [remark(isLate ? 'late-answer' : 'unknown-answer', id.slice(0, 64))];
    }
    this.outstanding = undefined;
    return [settle(id, outcome), ...this.sendNext(now)];
  }

  tick(now: number): Effect[] {
    const effects: Effect[] = [];
    const expired = this.queue.filter((waiting) => waiting.expiresAt <= now);
    this.queue = this.queue.filter((waiting) => waiting.expiresAt > now);
    for (const { id } of expired) effects.push(settle(id, { kind: 'never-sent', reason: 'waited-too-long' }));
    if (this.outstanding && this.outstanding.deadline <= now) {
      this.late = [...this.late.slice(1 - REMEMBERED_LATE), this.outstanding.id];
      effects.push(settle(this.outstanding.id, { kind: 'timeout' }));
      this.outstanding = undefined;
    }
    return [...effects, ...this.sendNext(now)];
  }

  nextDeadline(): number | undefined {
    const times = this.queue.map((waiting) => waiting.expiresAt);
    if (this.outstanding) times.push(this.outstanding.deadline);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Sends nothing any more; the outstanding call may still be answered. */
  quit(): Effect[] {
    this.quitting = true;
    return this.queue.splice(0).map(({ id }) => settle(id, { kind: 'never-sent', reason: 'closed' }));
  }

  close(): Effect[] {
    const sent = this.outstanding ? [settle(this.outstanding.id, { kind: 'dropped' })] : [];
    this.outstanding = undefined;
    return [...sent, ...this.quit()];
  }

  private sendNext(now: number): Effect[] {
    if (this.outstanding) return [];
    const next = this.queue.shift();
    if (!next) return [];
    this.outstanding = { id: next.id, deadline: now + next.timeoutMs };
    return [send(next.text)];
  }
}
