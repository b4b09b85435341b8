import { isJsonObject, type JsonObject } from './json';
import { safeInteger } from './safe-integer';
import type { Tolerance } from './tolerances';

export type Note = (remark: Tolerance) => void;
/**
 * Looks for something that the schema allows and the platform does not take as it stands; notes it, and returns the payload
 * as the rows shall see it.
 */
export type Oddity = (payload: JsonObject, note: Note) => JsonObject;

/** The C0 control characters and DEL. */
const CONTROLS = new RegExp('[\\u0000-\\u001f\\u007f]', 'g');
/** The same without tab, line feed and carriage return. */
const UNPRINTABLE = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]', 'g');

/** Takes control bytes out of a text: readers of cards leave them in. */
export const withoutControlBytes =
  (property: string, remark: Tolerance): Oddity =>
  (payload, note) => {
    const text = payload[property];
    if (typeof text !== 'string') return payload;
    const cleaned = text.replace(CONTROLS, '');
    if (cleaned === text) return payload;
    note(remark);
    return { ...payload, [property]: cleaned };
  };

/** Takes control bytes out of every text of a payload that people read; line ends and tabs may be meant. */
export const withoutControlBytesInTexts =
  (remark: Tolerance, spared: readonly string[]): Oddity =>
  (payload, note) => {
    let cleaned: JsonObject | undefined;
    for (const [property, text] of Object.entries(payload)) {
      if (typeof text !== 'string' || spared.includes(property)) continue;
      const clean = text.replace(UNPRINTABLE, '');
      if (clean !== text) cleaned = { ...(cleaned ?? payload), [property]: clean };
    }
    if (cleaned) note(remark);
    return cleaned ?? payload;
  };

/** Takes the spaces off both ends of a text: readers pad what they read. */
export const withoutSpaceAround =
  (property: string, remark: Tolerance): Oddity =>
  (payload, note) => {
    const text = payload[property];
    if (typeof text !== 'string' || text.trim() === text || text.trim() === '') return payload;
    note(remark);
    return { ...payload, [property]: text.trim() };
  };

/** Drops a member whose value says that there is none. */
export const withoutNone =
  (property: string, remark: Tolerance, isNone: (value: unknown) => boolean): Oddity =>
  (payload, note) => {
    if (!Object.hasOwn(payload, property) || !isNone(payload[property])) return payload;
    note(remark);
    const { [property]: _, ...rest } = payload;
    return rest;
  };

/** Drops an optional text that says nothing: `"null"`, or only spaces. */
export const withoutEmptyWord =
  (property: string, remark: Tolerance): Oddity =>
  (payload, note) => {
    const text = payload[property];
    if (typeof text !== 'string' || !/^(?:null|undefined)?$/i.test(text.trim())) return payload;
    if (text !== '') note(remark);
    const { [property]: _, ...rest } = payload;
    return rest;
  };

/** Looks into a member that is an object. */
export const inside =
  (property: string, oddity: Oddity): Oddity =>
  (payload, note) => {
    const member = payload[property];
    if (!isJsonObject(member)) return payload;
    const seen = oddity(member, note);
    return seen === member ? payload : { ...payload, [property]: seen };
  };

/** Notes a value and leaves it. */
export const noted =
  (property: string, remark: Tolerance, isOdd: (value: unknown) => boolean): Oddity =>
  (payload, note) => {
    if (Object.hasOwn(payload, property) && isOdd(payload[property])) note(remark);
    return payload;
  };

/** Whether `value` is a number that integers of the contracts cannot hold. */
export const isUnsafe = (value: unknown): boolean => typeof value === 'number' && safeInteger(value) === undefined;
export const isEmptyText = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';
export const isLongerThan =
  (limit: number) =>
  (value: unknown): boolean =>
    typeof value === 'string' && value.length > limit;

export function applyOddities(payload: JsonObject, oddities: readonly Oddity[], note: Note): JsonObject {
  return isJsonObject(payload) ? oddities.reduce((seen, oddity) => oddity(seen, note), payload) : payload;
}
