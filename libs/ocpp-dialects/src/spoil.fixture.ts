/** A small seeded generator (mulberry32): a failure names its seed and can be run again. */
export function randomFrom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, chance: (p: number) => next() < p, of: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}
export type Random = ReturnType<typeof randomFrom>;

const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  -1e300,
  2 ** 53,
  '',
  ' ',
  'null',
  'x'.repeat(3_000),
  '\0\u0001',
  '\ud800',
  '2023-02-29T25:61:00',
  '12',
  [],
  [[]],
  [null, 1, 'x', {}],
  {},
  { value: 1 },
  { __proto__: null, constructor: 1 },
];

/** Spoils up to three places of a payload, anywhere in it. `spared` members (JSON pointers) stay as they are. */
export function spoil(good: object, random: Random, spared: readonly string[]): object {
  const payload = structuredClone(good) as Record<string, unknown>;
  for (let n = random.below(3); n >= 0; n--) spoilOne(payload, random, spared);
  return payload;
}

function spoilOne(payload: Record<string, unknown>, random: Random, spared: readonly string[]): void {
  let at = payload;
  let path = '';
  for (;;) {
    const keys = Object.keys(at).filter((key) => !spared.includes(`${path}/${key}`));
    const key = random.chance(0.1) || keys.length === 0 ? random.of(['extra', 'timestamp', '0']) : random.of(keys);
    const child = at[key];
    const holdsSpared = spared.some((pointer) => pointer.startsWith(`${path}/${key}/`));
    if (typeof child === 'object' && child !== null && (holdsSpared || random.chance(0.7))) {
      at = child as Record<string, unknown>;
      path = `${path}/${key}`;
      continue;
    }
    if (random.chance(0.25)) delete at[key];
    else at[key] = structuredClone(random.of(JUNK));
    return;
  }
}
