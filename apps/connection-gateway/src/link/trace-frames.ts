import type { TraceEntry } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';
import { redactFrame } from './redact-frame';
import type { StationState } from './station-state';

/** Message type, id (a text or a number) and action at the head of a frame. */
const HEAD =
  /^\s*\[\s*"?(\d)"?\s*,\s*(?:"((?:[^"\\]|\\.){0,255})"|(-?\d[\d.eE+-]{0,35}))\s*(?:[,\]]\s*(?:"([^"\\]{1,100})")?)?/;
const CALL = '2';
const CALL_RESULT_ERROR = '5';
const SEND = '6';
const MOST_OPEN = 64;
const NO_REMARKS: readonly string[] = [];
/** Frequent, and without credentials; a DataTransfer is its vendor's business and stays as it is. */
const NEVER_REDACTED: ReadonlySet<string> = new Set([
  'Authorize',
  'BootNotification',
  'DataTransfer',
  'Heartbeat',
  'MeterValues',
  'StartTransaction',
  'StatusNotification',
  'StopTransaction',
  'TransactionEvent',
]);

interface TracedCall {
  action: string;
  at: number;
}

/**
 * Copies each frame of one link, both ways, to the trace; never waited for. Answers are traced with the action of their call
 * and the time it took; what has to stay secret is taken out.
 */
export class FrameTrace {
  private readonly open = new Map<string, TracedCall>();
  /** A CALLRESULTERROR (OCPP 2.1) comes after its call was answered. */
  private answered: { id: string; action: string } | undefined;

  constructor(
    private readonly messaging: Pick<Messaging, 'trace'>,
    private readonly state: Pick<StationState, 'tenantId' | 'stationId'>,
    private readonly linkId: string,
  ) {}

  frame(direction: 'in' | 'out', frame: string, at: Date, remarks: readonly string[] = NO_REMARKS): void {
    const call = this.callOf(frame, at.getTime());
    const secretFree = call && NEVER_REDACTED.has(call.action) ? undefined : redactFrame(frame);
    const entry: TraceEntry = {
      tenantId: this.state.tenantId,
      stationId: this.state.stationId,
      at: at.toISOString(),
      linkId: this.linkId,
      direction,
      frame: secretFree ?? frame,
    };
    if (call) entry.action = call.action;
    if (call?.latencyMs !== undefined) entry.latencyMs = call.latencyMs;
    if (remarks.length > 0) entry.remarks = [...remarks];
    if (secretFree !== undefined) entry.remarks = [...remarks, 'redacted'];
    this.messaging.trace(entry);
  }

  private callOf(frame: string, now: number): { action: string; latencyMs?: number } | undefined {
    const head = HEAD.exec(frame);
    if (!head) return undefined;
    const id = head[2] ?? head[3] ?? '';
    switch (head[1]) {
      case CALL:
        return this.begin(id, head[4], now);
      case SEND:
        return head[4] === undefined ? undefined : { action: head[4] };
      case CALL_RESULT_ERROR:
        return this.answered?.id === id ? { action: this.answered.action } : undefined;
      default:
        return this.end(id, now);
    }
  }

  private begin(id: string, action: string | undefined, at: number): TracedCall | undefined {
    if (action === undefined) return undefined;
    const call = { action, at };
    // What never got an answer makes room.
    if (this.open.size >= MOST_OPEN) {
      const [oldest = ''] = this.open.keys();
      this.open.delete(oldest);
    }
    this.open.set(id, call);
    return call;
  }

  private end(id: string, now: number): { action: string; latencyMs?: number } | undefined {
    const call = this.open.get(id);
    if (!call) return this.answered?.id === id ? { action: this.answered.action } : undefined;
    this.open.delete(id);
    this.answered = { id, action: call.action };
    return { action: call.action, latencyMs: Math.max(0, now - call.at) };
  }
}
