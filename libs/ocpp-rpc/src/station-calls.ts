import { isDeepStrictEqual } from 'node:util';
import { remark, send, type Effect } from './effect';
import type { MessageId } from './message-id';
import { errorFrame, resultFrame } from './write-frame';

interface Slot {
  /** What the handler answers under; the slots of a call and its repeats share it. */
  key: string;
  id: MessageId;
  call: { action: string; payload: object } | undefined;
  /** The answer, once there is one; it leaves when all before it have left. */
  text: string | undefined;
}

/** Decided anew each time they come: an old verdict or an old time would mislead. */
const NEVER_REPLAYED: ReadonlySet<string> = new Set(['BootNotification', 'Heartbeat']);

/**
 * The station's calls that are not answered yet. Answers leave in the order the calls came. A call that comes again with its
 * id and payload before it was answered is not handled twice: each of them gets that one answer. An answered call is
 * forgotten, and nothing outlives the connection, since stations begin their ids anew after a reboot.
 */
export class StationCalls {
  private slots: Slot[] = [];

  constructor(private readonly maxUnanswered: number) {}

  /** Takes a call in. @returns the key to handle it under, or undefined if it needs no handling. */
  open(id: MessageId, action: string, payload: object): { key?: string; effects: Effect[] } {
    if (this.slots.length >= this.maxUnanswered) return { effects: [remark('too-many-unanswered', action)] };
    const sameId = this.slots.filter((slot) => slot.call && slot.id.json === id.json);
    const first = sameId.find((slot) => slot.call?.action === action && isDeepStrictEqual(slot.call.payload, payload));
    if (first && !NEVER_REPLAYED.has(action)) {
      this.slots.push({ ...first, id });
      return { effects: [remark('repeated-call', action), ...this.flush()] };
    }
    const key = sameId.length === 0 ? this.unusedKey(id.text) : this.unusedKey(`${id.text}#${sameId.length + 1}`);
    this.slots.push({ key, id, call: { action, payload }, text: undefined });
    if (sameId.length === 0) return { key, effects: [] };
    return { key, effects: [remark(first ? 'repeated-call' : 'id-reused', action)] };
  }

  /** A frame that is refused without being handled; the refusal keeps its place among the answers. */
  refuseAtOnce(id: MessageId, code: string, description: string): Effect[] {
    if (this.slots.length >= this.maxUnanswered) return [remark('too-many-unanswered')];
    this.slots.push({ key: '', id, call: undefined, text: errorFrame(id.json, code, description, {}) });
    return this.flush();
  }

  answer(key: string, payload: object): Effect[] {
    return this.end(key, (id) => resultFrame(id.json, payload));
  }

  refuse(key: string, code: string, description: string, details: object): Effect[] {
    return this.end(key, (id) => errorFrame(id.json, code, description, details));
  }

  /** Forgets a call that will not be answered, so that it holds up no other. */
  abandon(key: string): Effect[] {
    this.slots = this.slots.filter((slot) => slot.key !== key || slot.text !== undefined);
    return this.flush();
  }

  clear(): void {
    this.slots = [];
  }

  private end(key: string, textFor: (id: MessageId) => string): Effect[] {
    const open = this.slots.filter((slot) => slot.key === key && slot.text === undefined);
    if (open.length === 0) return [remark('answer-without-call', key)];
    for (const slot of open) slot.text = textFor(slot.id);
    return this.flush();
  }

  private flush(): Effect[] {
    const effects: Effect[] = [];
    for (let head = this.slots[0]; head?.text !== undefined; head = this.slots[0]) {
      effects.push(send(head.text));
      this.slots.shift();
    }
    return effects;
  }

  /** The number 5 and the text "5" are two ids, but one text. */
  private unusedKey(wanted: string): string {
    let key = wanted;
    while (key === '' || this.slots.some((slot) => slot.key === key)) key += '#';
    return key;
  }
}
