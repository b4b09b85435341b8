import { types as pgTypes } from 'pg';

const TIMESTAMPTZ = 1184;
const TIMESTAMPTZ_ARRAY = 1185;
const BIGINT = 20;
const BIGINT_ARRAY = 1016;
const TEXT_ARRAY = 1009;

const MILLISECONDS = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+00$/;

/**
 * PostgreSQL's text of a timestamptz (`2026-01-02 03:04:05.678+00`) as contracts write instants: UTC, milliseconds, `Z`.
 * `infinity` stays as it is: it is no instant.
 */
export function instantOf(text: string): string {
  // The common cases without a Date, the first without parts: the sessions run with TimeZone=UTC, so only the fraction differs.
  if (MILLISECONDS.test(text)) return `${text.slice(0, 10)}T${text.slice(11, 23)}Z`;
  const utc = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text);
  if (utc !== null) return `${utc[1]}T${utc[2]}.${(utc[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`;
  const at = (pgTypes.getTypeParser(TIMESTAMPTZ) as (text: string) => Date | number)(text);
  return at instanceof Date ? at.toISOString() : text;
}

/** @throws RangeError if the value does not fit a JavaScript number exactly. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53: it has no exact number`);
  return value;
}

/** PostgreSQL's array text, split by pg, with each element parsed by `parse`. */
const arrayOf =
  (parse: (text: string) => unknown) =>
  (text: string): unknown[] => {
    const split = pgTypes.getTypeParser(TEXT_ARRAY as never) as (text: string) => (string | null)[];
    return split(text).map((element) => (element === null ? null : parse(element)));
  };

const parsers = new Map<number, (text: string) => unknown>([
  [TIMESTAMPTZ, instantOf],
  [TIMESTAMPTZ_ARRAY, arrayOf(instantOf)],
  [BIGINT, safeInteger],
  [BIGINT_ARRAY, arrayOf(safeInteger)],
]);

/** Type parsers of our connections only; pg's global ones stay as they are. */
export const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    const own = format === 'binary' ? undefined : parsers.get(oid);
    return own ?? pgTypes.getTypeParser(oid, format as 'text');
  },
};
