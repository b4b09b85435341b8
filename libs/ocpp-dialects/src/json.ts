/** A JSON object as it came over the wire: nothing is known of its members yet. */
export type JsonObject = Record<string, unknown>;

/** What this library reads of a JSON schema; ajv reads the rest. */
export interface JsonSchema {
  $ref?: string;
  definitions?: Record<string, JsonSchema>;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  items?: JsonSchema | JsonSchema[];
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The steps of a JSON pointer (RFC 6901). */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at `steps` below `root`, or undefined where there is none. */
export function valueAt(root: unknown, steps: readonly string[]): unknown {
  let value = root;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as JsonObject)[step];
  }
  return value;
}

/** What a table says of a word that came over the wire: `constructor` and `__proto__` are words like any other. */
export function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** `object` without the members that are undefined: optional fields of OCPP and of events are absent, never null. */
export function withoutAbsent<T extends object>(object: T): T {
  const present: JsonObject = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) present[key] = value;
  return present as T;
}
