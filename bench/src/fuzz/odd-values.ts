import type { Random } from '@chargebus/station-simulator';

const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u0000'.repeat(50),
  '\ud800',
  'x\udfffy',
  '\u0001\u0008\u001f\u007f',
  '\u202e\u200f\ufeff',
  '𝒳🔌'.repeat(30),
  'x'.repeat(256),
  'x'.repeat(5_000),
  'NaN',
  'Infinity',
  '-0',
  '1e999',
  '0x1F',
  '1,5',
  ' 12 ',
  'null',
  'undefined',
  '[object Object]',
  '__proto__',
  'constructor',
  "'; DROP TABLE sessions; --",
  '../../etc/passwd',
  '%00%2e%2e',
  'station.>',
  '*',
  'a.b.c',
  'Celcius',
  'Hertz',
  'Error',
];
const ODD_DATES = [
  '2026-02-30T25:61:61Z',
  '0000-00-00T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.001Z',
  '-000001-01-01T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '2026-01-01T00:00:00',
  '2026-01-01 00:00:00+0530',
  '2026-01-01T00:00:00.123456789+14:00',
  '2026-01-01T00:00:00+99:99',
  '2026-01-01',
  'yesterday',
  '1767225600',
];
const ODD_NUMBERS = [
  0,
  -1,
  0.5,
  -0.1,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 53,
  -(2 ** 53) - 2,
  1e21,
  1e300,
  -1e300,
  5e-324,
  0.1 + 0.2,
];

/** Of the JSON text of an array. */
const LONGEST_ARRAY = 50_000;

/** A value that no station should send, for a member that held `was`. */
export function oddValue(was: unknown, random: Random): unknown {
  const kind = random.int(0, 11);
  if (kind <= 3) return typeof was === 'number' ? random.pick(ODD_NUMBERS) : random.pick(ODD_TEXTS);
  if (kind === 4) return random.pick(ODD_DATES);
  if (kind === 5) return random.pick(ODD_NUMBERS);
  if (kind === 6) return typeof was === 'number' ? String(was) : typeof was === 'string' ? Number(was) : null;
  if (kind === 7) return random.pick([null, true, false, {}, [], [null], [[]], { '': '' }]);
  if (kind === 8) return Array.isArray(was) ? was[0] : [was, was];
  if (kind === 9) return nested(random.pick([3, 20, 70, 500]), was, random.chance(0.5));
  if (kind === 10) return manyOf(was, random.pick([10, 100, 1_000]));
  return { value: was };
}

/** A key that is like `key`, or like none. */
export function oddKey(key: string, random: Random): string {
  return random.pick([
    key.toUpperCase(),
    key.slice(1),
    ` ${key}`,
    `${key}\u0000`,
    '',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(300),
    `fuzz${random.int(0, 9)}`,
  ]);
}

/** What is repeated may be the work of this very function, so the whole is bounded. */
function manyOf(was: unknown, times: number): unknown[] {
  const length = JSON.stringify(was ?? null).length;
  return Array.from({ length: Math.min(times, Math.ceil(LONGEST_ARRAY / length)) }, () => was);
}

function nested(depth: number, core: unknown, asArrays: boolean): unknown {
  let value = core;
  for (let i = 0; i < depth; i++) value = asArrays ? [value] : { a: value };
  return value;
}
