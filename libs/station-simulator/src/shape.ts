/** The words in which a version writes down what the CSMS may send. A check says what is wrong, or nothing. */
export type Check = (value: unknown, path: string) => string | undefined;

export const text =
  (max: number, min = 0): Check =>
  (value, path) =>
    typeof value === 'string' && value.length <= max && value.length >= min
      ? undefined
      : `${path}: a text of at most ${max} characters${min > 0 ? `, at least ${min}` : ''}`;

export const whole =
  (min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Check =>
  (value, path) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? undefined
      : `${path}: a whole number from ${min} to ${max}`;

export const tenths: Check = (value, path) =>
  typeof value === 'number' && value >= 0 && Math.abs(value * 10 - Math.round(value * 10)) < 1e-6
    ? undefined
    : `${path}: a number of at most one decimal`;

export const amount: Check = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : `${path}: a number`;

export const flag: Check = (value, path) => (typeof value === 'boolean' ? undefined : `${path}: true or false`);

export const anything: Check = (value, path) => (value === null ? `${path}: absent rather than null` : undefined);

export const oneOf =
  (...words: string[]): Check =>
  (value, path) =>
    words.includes(value as string) ? undefined : `${path}: one of ${words.join(', ')}`;

export const time: Check = (value, path) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value))
    ? undefined
    : `${path}: a date-time with a zone`;

export const list =
  (item: Check, min = 0, max = Number.POSITIVE_INFINITY): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      return `${path}: a list of at least ${min}${Number.isFinite(max) ? ` and at most ${max}` : ''}`;
    }
    return value.map((entry, at) => item(entry, `${path}[${at}]`)).find((wrong) => wrong !== undefined);
  };

export const object =
  (required: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path}: an object`;
    const given = value as Record<string, unknown>;
    for (const name of Object.keys(required)) if (given[name] === undefined) return `${path}.${name}: missing`;
    for (const [name, field] of Object.entries(given)) {
      const check = required[name] ?? optional[name];
      if (!check) return `${path}.${name}: no such field`;
      const wrong = check(field, `${path}.${name}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
