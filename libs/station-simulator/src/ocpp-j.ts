import type { CallLane, Payload } from './call-lane';
import type { Fault } from './ledger';
import type { Behaviour } from './rig';

export interface OcppJOptions {
  lane: CallLane;
  behaviour: Behaviour;
  send(text: string): void;
  fault(kind: Fault['kind'], detail: string, text: string): void;
  /** A call of the CSMS, whether the station does it or not. */
  told(action: string, payload: Payload): void;
}

const REMEMBERED_IDS = 1_000;

const isObject = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the CSMS' frames on one connection and is strict about them: whatever OCPP-J does not allow is a fault. An
 * answer of the wrong shape counts as no answer, so a transaction message is sent again.
 */
export class OcppJ {
  private readonly seen = new Set<string>();

  constructor(private readonly o: OcppJOptions) {}

  receive(text: string, binary: boolean): void {
    if (binary) this.o.fault('malformed-frame', 'a binary frame', text);
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      this.o.fault('not-json', 'not JSON', text);
      this.refuseFrame('unreadable', undefined, 'not JSON');
      return;
    }
    if (!Array.isArray(frame)) {
      this.o.fault('malformed-frame', 'not a JSON array', text);
      this.refuseFrame('unreadable', undefined, 'not a JSON array');
    } else if (frame[0] === 2) this.call(frame, text);
    else if (frame[0] === 3) this.result(frame, text);
    else if (frame[0] === 4) this.error(frame, text);
    else if (frame[0] === 5 && this.o.behaviour.subprotocol === 'ocpp2.1') this.resultError(frame, text);
    else {
      const wrong = `message type ${JSON.stringify(frame[0])}`;
      this.o.fault('unknown-message-type', wrong, text);
      this.refuseFrame('unknownType', frame[1], wrong);
    }
  }

  private call(frame: unknown[], text: string): void {
    const [, id, action, payload] = frame;
    if (typeof id !== 'string' || id === '' || id.length > 36) {
      this.o.fault('malformed-frame', 'a CALL without a message id of 1 to 36 characters', text);
      return;
    }
    if (frame.length !== 4 || typeof action !== 'string' || !isObject(payload)) {
      this.o.fault('malformed-frame', 'a CALL is [2, id, action, object]', text);
      this.refuse(id, this.o.behaviour.formationError, 'a CALL is [2, id, action, object]');
      return;
    }
    if (this.seen.has(id)) this.o.fault('repeated-message-id', `message id ${id} used again`, text);
    this.seen.add(id);
    if (this.seen.size > REMEMBERED_IDS) this.seen.delete([...this.seen][0] ?? '');
    this.o.told(action, payload);
    const reply = this.o.behaviour.handle(action, payload);
    if ('error' in reply) {
      this.refuse(id, reply.error, reply.description);
      return;
    }
    this.o.send(JSON.stringify([3, id, reply.answer]));
    reply.then?.();
  }

  private result(frame: unknown[], text: string): void {
    const [, id, payload] = frame;
    if (frame.length !== 3 || typeof id !== 'string') {
      this.o.fault('malformed-frame', 'a CALLRESULT is [3, id, object]', text);
      return;
    }
    const action = this.o.lane.actionOf(id);
    const wrong = action === undefined ? undefined : this.o.behaviour.checkAnswer(action, payload);
    if (wrong !== undefined) this.o.fault('invalid-answer', `${action}: ${wrong}`, text);
    const outcome =
      wrong === undefined && isObject(payload)
        ? ({ kind: 'result', payload } as const)
        : ({ kind: 'error', code: this.o.behaviour.formationError, description: wrong ?? 'no object' } as const);
    this.settle(id, outcome, text);
  }

  private error(frame: unknown[], text: string): void {
    const [, id, code, description, details] = frame;
    if (typeof id !== 'string' || typeof code !== 'string') {
      this.o.fault('malformed-frame', 'a CALLERROR is [4, id, code, description, details]', text);
      return;
    }
    const sound = frame.length === 5 && typeof description === 'string' && isObject(details);
    if (!sound) this.o.fault('malformed-frame', 'a CALLERROR is [4, id, code, description, details]', text);
    else if (description.length > 255) this.o.fault('invalid-error', 'an errorDescription above 255 characters', text);
    if (!this.o.behaviour.isErrorCode(code)) this.o.fault('invalid-error', `no error code: ${code}`, text);
    this.settle(id, { kind: 'error', code, description: String(description ?? '') }, text);
  }

  /** OCPP 2.1 CALLRESULTERROR: the CSMS could not make anything of our answer. It is never answered. */
  private resultError(frame: unknown[], text: string): void {
    const [, id, code] = frame;
    if (frame.length === 5 && typeof id === 'string' && this.o.behaviour.isErrorCode(String(code))) return;
    this.o.fault('malformed-frame', 'a CALLRESULTERROR is [5, id, code, description, details]', text);
  }

  private settle(id: string, outcome: Parameters<CallLane['answer']>[1], text: string): void {
    if (this.o.lane.answer(id, outcome) === 'stray') this.o.fault('answer-without-call', `no call ${id}`, text);
  }

  /** OCPP-J 2.0.1 section 4.2.3: also what is no CALL gets a CALLERROR, with the id -1 where none can be read. */
  private refuseFrame(kind: 'unreadable' | 'unknownType', id: unknown, description: string): void {
    const code = this.o.behaviour.frameErrors?.[kind];
    if (code === undefined) return;
    const known = typeof id === 'string' && id !== '' && id.length <= 36;
    this.refuse(known ? id : '-1', code, description.slice(0, 255));
  }

  private refuse(id: string, code: string, description: string): void {
    this.o.send(JSON.stringify([4, id, code, description, {}]));
  }
}
