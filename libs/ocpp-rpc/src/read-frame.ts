import type { JsonVersion } from './effect';
import { frameCodes } from './error-codes';
import { readId, recoverHead, type MessageId } from './message-id';
import { parseText } from './parse-text';

export type Frame =
  | { type: 'call'; id: MessageId; action: string; payload: object; oneWay: boolean }
  /** `payload` is undefined where the station sent something else than an object, or the frame broke off. */
  | { type: 'result'; id: string; payload: object | undefined }
  | { type: 'error'; id: string; code: string; description: string; details: object }
  /** Deserves a CALLERROR; without an id it goes out under "-1" (OCPP 2.0.1 part 4, 4.2.3). */
  | { type: 'faulty'; id: MessageId | undefined; code: string; description: string }
  | { type: 'ignored' };

export interface ReadFrame {
  frame: Frame;
  remarks: string[];
}

const IGNORED: Frame = { type: 'ignored' };

/** Reads one frame of `version`. Never throws; whatever is odd is named in `remarks`. */
export function readFrame(text: string, version: JsonVersion): ReadFrame {
  const remarks: string[] = [];
  if (text.trim() === '') return { frame: IGNORED, remarks: ['empty-frame'] };
  const parsed = parseText(text, remarks);
  const frame = parsed ? readEnvelope(parsed.value, text, version, remarks) : readBroken(text, version, remarks);
  return { frame, remarks };
}

function readBroken(text: string, version: JsonVersion, remarks: string[]): Frame {
  remarks.push('unreadable-frame');
  const head = recoverHead(text);
  if (head?.type === 3 || head?.type === 4) {
    // Clearly the end of the call with that id, but an answer is never answered.
    return head.id ? { type: 'result', id: head.id.text, payload: undefined } : IGNORED;
  }
  // OCPP 2.1: neither CALLRESULTERROR nor SEND is ever answered, whatever became of it.
  if (version === '2.1' && (head?.type === 5 || head?.type === 6)) return IGNORED;
  if (head?.id && head.type === 2) {
    return { type: 'faulty', id: head.id, code: frameCodes[version].malformed, description: 'the frame is no JSON' };
  }
  return unreadable(version, 'the frame is no JSON');
}

function readEnvelope(value: unknown, text: string, version: JsonVersion, remarks: string[]): Frame {
  if (!Array.isArray(value)) {
    remarks.push('not-an-array');
    return unreadable(version, 'the frame is no JSON array');
  }
  switch (readType(value[0], remarks)) {
    case 2:
      return readCall(value, text, version, remarks);
    case 3:
      return readResult(value, remarks);
    case 4:
      return readError(value, remarks);
    case 5:
      if (version !== '2.1') break;
      // OCPP 2.1 CALLRESULTERROR: the station could not process our answer. It is never answered.
      remarks.push('answer-refused');
      return IGNORED;
    case 6:
      if (version !== '2.1') break;
      return readSend(value, text, version, remarks);
  }
  remarks.push('unknown-message-type');
  const code = frameCodes[version].unknownType;
  if (code === undefined) return IGNORED;
  return { type: 'faulty', id: readId(value[1], text, []), code, description: 'unknown message type' };
}

function readType(type: unknown, remarks: string[]): unknown {
  if (typeof type !== 'string' || !/^\d$/.test(type)) return type;
  remarks.push('type-as-text');
  return Number(type);
}

function readCall(value: unknown[], text: string, version: JsonVersion, remarks: string[]): Frame {
  const id = readId(value[1], text, remarks);
  if (id === undefined) {
    remarks.push('id-unusable');
    return unreadable(version, 'the message id cannot be read');
  }
  const malformed = (description: string): Frame => ({
    type: 'faulty',
    id,
    code: frameCodes[version].malformed,
    description,
  });
  const action = value[2];
  if (typeof action !== 'string' || action === '') {
    remarks.push('action-unusable');
    return malformed('the action is no text');
  }
  const payload = readPayload(value, 3, remarks);
  if (payload === undefined) return malformed('the payload is no object');
  if (value.length > 4) remarks.push('elements-extra');
  return { type: 'call', id, action, payload, oneWay: false };
}

/** OCPP 2.1 SEND: like a call, never answered, not even with an error. */
function readSend(value: unknown[], text: string, version: JsonVersion, remarks: string[]): Frame {
  const frame = readCall(value, text, version, remarks);
  return frame.type === 'call' ? { ...frame, oneWay: true } : IGNORED;
}

function readResult(value: unknown[], remarks: string[]): Frame {
  const id = idOfReply(value[1], remarks);
  if (value.length > 3) remarks.push('elements-extra');
  return { type: 'result', id, payload: readPayload(value, 2, remarks) };
}

/** A CALLERROR with fewer than its five elements is read as far as it goes. */
function readError(value: unknown[], remarks: string[]): Frame {
  const [, id, code, description, details] = value;
  if (value.length < 5) remarks.push('elements-missing');
  if (value.length > 5) remarks.push('elements-extra');
  return {
    type: 'error',
    id: idOfReply(id, remarks),
    code: typeof code === 'string' && code !== '' ? code : 'GenericError',
    description: typeof description === 'string' ? description : '',
    details: typeof details === 'object' && details !== null ? details : {},
  };
}

function idOfReply(id: unknown, remarks: string[]): string {
  if (typeof id === 'string') return id;
  remarks.push(typeof id === 'number' ? 'id-as-number' : 'id-unusable');
  // No call of ours has an empty id. What is no text has none to give: `{"toString":null}` is JSON too.
  return typeof id === 'number' ? String(id) : '';
}

function readPayload(value: unknown[], at: number, remarks: string[]): object | undefined {
  const payload = value[at];
  if (payload === undefined || payload === null) {
    remarks.push(payload === null ? 'payload-null' : 'payload-missing');
    return {};
  }
  if (typeof payload === 'object' && !Array.isArray(payload)) return payload;
  remarks.push('payload-not-an-object');
  return undefined;
}

function unreadable(version: JsonVersion, description: string): Frame {
  const code = frameCodes[version].unreadable;
  return code === undefined ? IGNORED : { type: 'faulty', id: undefined, code, description };
}
