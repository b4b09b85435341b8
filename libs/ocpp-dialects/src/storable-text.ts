import { isJsonObject, type JsonObject } from './json';

/**
 * `value` without what neither PostgreSQL's text nor its jsonb can hold: NUL characters, and halves of surrogate pairs. A
 * station that sends one must not stop the readers of its events.
 * @returns `value` itself where there is nothing to take out.
 */
export function storableText<T>(value: T): T {
  if (typeof value === 'string') return clean(value) as T;
  if (Array.isArray(value)) return cleanList(value) as T;
  if (isJsonObject(value)) return cleanObject(value) as T;
  return value;
}

const UNPAIRED = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const SUSPECT = /[\0\ud800-\udfff]/;

function clean(text: string): string {
  return SUSPECT.test(text) ? text.replaceAll('\0', '').replace(UNPAIRED, '\ufffd') : text;
}

function cleanList(list: readonly unknown[]): readonly unknown[] {
  const cleaned = list.map(storableText);
  return cleaned.some((item, i) => item !== list[i]) ? cleaned : list;
}

function cleanObject(object: JsonObject): JsonObject {
  const keys = Object.keys(object);
  const values = keys.map((key) => storableText(object[key]));
  const isClean = keys.every((key, i) => values[i] === object[key] && clean(key) === key);
  return isClean ? object : Object.fromEntries(keys.map((key, i) => [clean(key), values[i]]));
}
