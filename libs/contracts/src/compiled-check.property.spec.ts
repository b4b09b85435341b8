import { z } from 'zod';
import { checkFact, checkStationEvent } from './compiled-check';
import { anyFact } from './facts';
import { stationEvent } from './station-events';

interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  format?: string;
  pattern?: string;
  maximum?: number;
}

/** A small seeded generator (mulberry32): a failure can be run again. */
function randomFrom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, of: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}
type Random = ReturnType<typeof randomFrom>;

/** Something a contract allows, by its JSON Schema. */
function allowed(schema: Schema, random: Random): unknown {
  if (Array.isArray(schema.type)) return allowed({ ...schema, type: random.of(schema.type) }, random);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.of(schema.enum);
  if (schema.anyOf) return allowed(random.of(schema.anyOf), random);
  if (schema.format === 'date-time') return random.of(['2026-11-28T12:00:00.000Z', '2024-02-29T00:00:00Z']);
  if (schema.pattern)
    return random.of(['EUR', '0.35', '-12', '1', '7'].filter((one) => new RegExp(schema.pattern!).test(one)));
  if (schema.type === 'string') return random.of(['a', 'CP 1', 'ü', '\u{1F50C}', `${random.below(1_000)}`]);
  if (schema.type === 'integer') return 1 + random.below(Math.min(9, schema.maximum ?? 9));
  if (schema.type === 'number') return random.below(900) / 8;
  if (schema.type === 'boolean') return random.of([true, false]);
  if (schema.type === 'null') return null;
  if (schema.items) return Array.from({ length: 1 + random.below(2) }, () => allowed(schema.items!, random));
  if (schema.properties) {
    const named = Object.entries(schema.properties).filter(
      ([name]) => schema.required?.includes(name) || random.below(2),
    );
    return Object.fromEntries(named.map(([name, one]) => [name, allowed(one, random)]));
  }
  if (typeof schema.additionalProperties === 'object') return { 1: allowed(schema.additionalProperties, random) };
  return random.of([{ any: [1, null] }, 'thing', 5, null]);
}

const ODD = [
  null,
  undefined,
  -1,
  1.5,
  2 ** 53,
  NaN,
  Infinity,
  '',
  'x',
  '\u{1F50C}'.repeat(40),
  'A'.repeat(49),
  [],
  {},
  true,
  '2026-02-30T00:00:00Z',
];

/** The value with one odd thing in it, at some place: another value, one property too few or too many. */
function spoilt(value: unknown, path: number[], odd: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== 'object' || value === null) return odd;
  const keys = Object.keys(value);
  const key = keys[first % (keys.length + 1)];
  if (key === undefined) return Array.isArray(value) ? [...(value as unknown[]), odd] : { ...value, unnamed: odd };
  const inside = spoilt((value as Record<string, unknown>)[key], rest, odd);
  if (Array.isArray(value)) return value.map((one: unknown, n) => (String(n) === key ? inside : one));
  return { ...value, [key]: inside };
}

describe.each([
  ['station events', stationEvent, checkStationEvent],
  ['facts', anyFact, checkFact],
] as const)('%s, checked by compiled schemas', (_, schema, check) => {
  const kinds = schema.options.map((option) => z.toJSONSchema(option) as Schema);

  it('are found right without a copy, as zod finds them', () => {
    const random = randomFrom(1);
    for (const kind of kinds)
      for (let n = 0; n < 20; n++) {
        const event = allowed(kind, random);
        const checked = check(event);
        expect(checked).toEqual(schema.safeParse(event));
        expect(checked.data).toBe(event);
      }
  });

  it('with something odd in them, are what zod says they are', () => {
    const random = randomFrom(2);
    let refused = 0;
    for (const kind of kinds)
      for (let n = 0; n < 100; n++) {
        const path = Array.from({ length: 1 + random.below(5) }, () => random.below(10));
        const given = spoilt(allowed(kind, random), path, random.of(ODD));
        const byZod = schema.safeParse(given);
        const checked = check(given);
        expect({ given, ...checked, error: checked.error?.issues }).toEqual({
          given,
          ...byZod,
          error: byZod.error?.issues,
        });
        if (!byZod.success) refused++;
      }
    expect(refused).toBeGreaterThan(kinds.length * 25);
  });

  it('do not hide a demand from their JSON Schema', () => {
    const hidden: string[] = [];
    const look = (node: unknown, at: string): void => {
      const { def } = (node as { _zod?: { def: Record<string, unknown> } } | undefined)?._zod ?? {};
      if (def === undefined) return;
      for (const one of (def['checks'] ?? []) as { _zod: { def: { check: string } } }[])
        if (one._zod.def.check === 'custom' || one._zod.def.check === 'overwrite') hidden.push(at);
      if (['transform', 'pipe', 'custom', 'default', 'prefault', 'catch'].includes(def['type'] as string))
        hidden.push(at);
      for (const [name, inner] of Object.entries((def['shape'] ?? {}) as object)) look(inner, `${at}.${name}`);
      for (const name of ['innerType', 'element', 'valueType', 'keyType', 'schema']) look(def[name], `${at}/${name}`);
      for (const inner of [def['options'] ?? [], def['items'] ?? []].flat()) look(inner, `${at}|`);
    };
    look(schema, 'schema');
    expect(hidden).toEqual([]);
  });
});
