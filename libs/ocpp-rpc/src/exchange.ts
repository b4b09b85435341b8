import { remark, send, type Effect, type JsonVersion } from './effect';
import { frameCodes } from './error-codes';
import { OwnCalls } from './own-calls';
import { readFrame, type Frame } from './read-frame';
import { StationCalls } from './station-calls';
import { errorFrame, resultErrorFrame } from './write-frame';

export interface ExchangeOptions {
  version: JsonVersion;
  /** Own calls that may wait behind the outstanding one; more are settled as `never-sent`. Default 64. */
  maxQueued?: number;
  /** Calls of the station that may wait for their answers; more are dropped with a remark. Default 256. */
  maxUnanswered?: number;
}

export interface CallOptions {
  /** How long the station may take, from when the call is sent. */
  timeoutMs: number;
  /** How long the call may wait for its turn before it is not sent any more. Default `timeoutMs`. */
  waitMs?: number;
}

/**
 * One side of an OCPP-J connection, without its socket and its clock: frames, calls and times go in, effects come out. Calls
 * of the two sides cross freely; an answer of ours that the station cannot match is its affair, and so is the reverse.
 * Nothing thrown: whatever a peer sends is answered, ignored or settled, and what was odd is named in a remark.
 */
export class Exchange {
  private readonly version: JsonVersion;
  private readonly own: OwnCalls;
  private readonly station: StationCalls;
  private closed = false;

  constructor(options: ExchangeOptions) {
    this.version = options.version;
    this.own = new OwnCalls(options.maxQueued ?? 64);
    this.station = new StationCalls(options.maxUnanswered ?? 256);
  }

  /** Takes one frame: a text frame as a string, a binary one as its bytes. `now` in ms. */
  receive(frame: string | Uint8Array, now: number): Effect[] {
    if (this.closed) return [];
    const isText = typeof frame === 'string';
    const text = isText ? frame : decodeUtf8(frame);
    if (text === undefined) return [remark('binary-frame-unreadable')];
    const read = readFrame(text, this.version);
    const remarks = isText ? read.remarks : ['binary-frame', ...read.remarks];
    const effects = this.take(read.frame, remarks, now);
    if (remarks.length === 0) return effects;
    const excerpt = text.slice(0, 200);
    return [...remarks.map((name) => remark(name, excerpt)), ...effects];
  }

  /** Calls the station, at once or when the calls before have ended. `id` must not have been used for it before. */
  call(id: string, action: string, payload: object, o: CallOptions, now: number): Effect[] {
    if (this.closed) return [{ do: 'settle', id, outcome: { kind: 'never-sent', reason: 'closed' } }];
    return this.own.add(id, action, payload, { timeoutMs: o.timeoutMs, waitMs: o.waitMs ?? o.timeoutMs }, now);
  }

  /** Answers the station's call that was handed out under `id`. The frame leaves when its turn has come. */
  answer(id: string, payload: object): Effect[] {
    return this.closed || id === '' ? [] : this.station.answer(id, payload);
  }

  /** Answers with a CALLERROR; the code in the version's own spelling. */
  refuse(id: string, code: string, description: string, details: object = {}): Effect[] {
    return this.closed || id === '' ? [] : this.station.refuse(id, code, description, details);
  }

  /** Leaves a call without an answer (the log cannot be reached) without holding up the answers behind it. */
  abandon(id: string): Effect[] {
    return this.closed ? [] : this.station.abandon(id);
  }

  /** Ends what is overdue at `now`. */
  tick(now: number): Effect[] {
    return this.own.tick(now);
  }

  /** When `tick` has something to do, in ms; undefined while nothing runs out. */
  nextDeadline(): number | undefined {
    return this.own.nextDeadline();
  }

  /** The connection is about to end: calls that wait are settled as never sent; the outstanding one may still be answered. */
  quit(): Effect[] {
    return this.closed ? [] : this.own.quit();
  }

  /** The connection has ended: settles every own call, forgets the station's. */
  close(): Effect[] {
    this.closed = true;
    this.station.clear();
    return this.own.close();
  }

  private take(frame: Frame, remarks: string[], now: number): Effect[] {
    switch (frame.type) {
      case 'call':
        return this.takeCall(frame, remarks);
      case 'result':
        return frame.payload
          ? this.own.end(frame.id, { kind: 'result', payload: frame.payload }, now)
          : this.endUnreadable(frame.id, now);
      case 'error': {
        const { code, description, details } = frame;
        return this.own.end(frame.id, { kind: 'error', code, description, details }, now);
      }
      case 'faulty':
        if (frame.id) return this.station.refuseAtOnce(frame.id, frame.code, frame.description);
        return [send(errorFrame('"-1"', frame.code, frame.description, {}))];
      case 'ignored':
        return [];
    }
  }

  private takeCall(frame: Extract<Frame, { type: 'call' }>, remarks: string[]): Effect[] {
    const { id, action, payload, oneWay } = frame;
    const odd = remarks.length > 0 && { remarks };
    if (oneWay) return [{ do: 'handle', id: '', action, payload, ...odd, oneWay }];
    const { key, effects } = this.station.open(id, action, payload);
    return key === undefined ? effects : [...effects, { do: 'handle', id: key, action, payload, ...odd }];
  }

  /** The call is over although its answer says nothing. From 2.1 on the station can be told so; before, never. */
  private endUnreadable(id: string, now: number): Effect[] {
    const code = frameCodes[this.version].malformed;
    const description = 'the answer of the station cannot be read';
    const tells = this.version === '2.1' && this.own.isOutstanding(id);
    const ended = this.own.end(id, { kind: 'error', code, description, details: {} }, now);
    return tells ? [send(resultErrorFrame(JSON.stringify(id), code, description)), ...ended] : ended;
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
