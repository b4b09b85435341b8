import type { TraceEntry } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';
import type { StationState } from './station-state';

const CALL_ACTION = /^\s*\[\s*2\s*,\s*"[^"]*"\s*,\s*"([^"]{1,50})"/;
const REPLY_ID = /^\s*\[\s*[34]\s*,\s*"([^"]{1,255})"/;
const CALL_ID = /^\s*\[\s*2\s*,\s*"([^"]{1,255})"/;
/** The key of Basic authentication is write-only (1.6 security whitepaper A00.FR.308): it stays out of the trace. */
const SECRET_KEY = /AuthorizationKey|BasicAuthPassword/;
const MOST_OPEN = 64;

/** Copies each raw frame of one link, both ways, to the trace; never waited for. Names the action of replies too. */
export class FrameTrace {
  private readonly openActions = new Map<string, string>();

  constructor(
    private readonly messaging: Pick<Messaging, 'trace'>,
    private readonly state: Pick<StationState, 'tenantId' | 'stationId'>,
    private readonly linkId: string,
  ) {}

  frame(direction: 'in' | 'out', frame: string, at: Date, remarks: string[] = []): void {
    const action = this.actionOf(frame);
    const entry: TraceEntry = {
      tenantId: this.state.tenantId,
      stationId: this.state.stationId,
      at: at.toISOString(),
      linkId: this.linkId,
      direction,
      frame: SECRET_KEY.test(frame) ? redact(frame) : frame,
      ...(action !== undefined && { action }),
      ...(remarks.length > 0 && { remarks }),
    };
    this.messaging.trace(entry);
  }

  private actionOf(frame: string): string | undefined {
    const action = CALL_ACTION.exec(frame)?.[1];
    if (action !== undefined) {
      const id = CALL_ID.exec(frame)?.[1];
      if (id !== undefined && this.openActions.size < MOST_OPEN) this.openActions.set(id, action);
      return action;
    }
    const id = REPLY_ID.exec(frame)?.[1];
    if (id === undefined) return undefined;
    const answered = this.openActions.get(id);
    this.openActions.delete(id);
    return answered;
  }
}

/** Blanks every value of a frame that names a secret key, whatever its shape. */
function redact(frame: string): string {
  return frame.replace(/("(?:value|attributeValue)"\s*:\s*)"(?:[^"\\]|\\.)*"/g, '$1"[redacted]"');
}
