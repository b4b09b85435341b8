import type { Tolerance } from './tolerances';

const LEGAL =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const READABLE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt]| +)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,30}))?)? ?([Zz]|[+-]\d{2}(?::?\d{2})?)?$/;
const CANONICAL_LENGTH = '2024-01-01T00:00:00.000Z'.length;

/** A station's time as UTC with milliseconds; `remark` names what was odd about how it was written. */
export interface StationTime {
  at: string;
  remark?: Tolerance;
}

/** Whether `text` is a date-time of RFC 3339 that the calendar has. */
export function isLegalTime(text: string): boolean {
  const match = LEGAL.exec(text);
  if (!match) return false;
  const day = Number(match[3]);
  return day <= 28 || day <= daysInMonth(Number(match[1]), Number(match[2]));
}

/**
 * Reads a station's time, forgiving. Without a zone it is the station's own time in `timeZone` (an IANA name, UTC where absent
 * or unknown). 29 February of a common year is 1 March: clocks that get leap years wrong count on. Whether a time is
 * plausible is not judged here: 1970 stays 1970 (the clock rule of the contracts does that).
 * @returns undefined if nothing can be read.
 */
export function readTime(text: unknown, timeZone?: string): StationTime | undefined {
  if (typeof text !== 'string') return undefined;
  if (text.length === CANONICAL_LENGTH && text.endsWith('Z') && isLegalTime(text) && !text.includes(':60')) {
    return { at: text.replace('t', 'T') };
  }
  const match = READABLE.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as Clock;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return undefined;
  const fraction = match[7] ?? '';
  const written = utcMs([year, month, day, hour, minute, second], Number(fraction.slice(0, 3).padEnd(3, '0')));
  const zone = match[8];
  const utc = zone === undefined ? toUtc(written, timeZone) : written - offsetMs(zone);
  const at = new Date(utc);
  if (at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9_999) return undefined;
  const remark = oddity(text, zone, fraction, day > daysInMonth(year, month));
  return { at: at.toISOString(), ...(remark !== undefined && { remark }) };
}

/** Whether the time has more fraction digits than the platform keeps. Legal, and worth a remark. */
export function hasCutFraction(text: unknown): boolean {
  return typeof text === 'string' && text.length > CANONICAL_LENGTH && /\.\d{4}/.test(text);
}

type Clock = [year: number, month: number, day: number, hour: number, minute: number, second: number];

function oddity(text: string, zone: string | undefined, fraction: string, impossible: boolean): Tolerance | undefined {
  if (impossible) return 'time-impossible-date';
  if (zone === undefined) return 'time-without-zone';
  if (!/^(?:[Zz]|[+-]\d\d:\d\d)$/.test(zone)) return 'time-odd-offset';
  if (fraction.length > 3) return 'time-fraction-cut';
  return isLegalTime(text) ? undefined : 'time-odd-format';
}

/** Milliseconds since 1970 of a clock reading in UTC; years below 100 are meant as they stand. */
function utcMs([year, month, day, hour, minute, second]: Clock, ms: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second, ms);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function offsetMs(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Local time to UTC: the second look settles times beside a change of the clocks; of an hour that comes twice, one is taken. */
function toUtc(local: number, timeZone: string | undefined): number {
  const clock = timeZone === undefined || timeZone === 'UTC' ? undefined : clockOf(timeZone);
  if (!clock) return local;
  const guess = local - zoneOffset(local, clock);
  return local - zoneOffset(guess, clock);
}

const clocks = new Map<string, Intl.DateTimeFormat | undefined>();

function clockOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!clocks.has(timeZone)) clocks.set(timeZone, newClock(timeZone));
  return clocks.get(timeZone);
}

function newClock(timeZone: string): Intl.DateTimeFormat | undefined {
  const digits = '2-digit' as const;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
    });
  } catch {
    return undefined;
  }
}

function zoneOffset(utc: number, clock: Intl.DateTimeFormat): number {
  const parts = Object.fromEntries(clock.formatToParts(utc).map((part) => [part.type, Number(part.value)]));
  const reading = [parts['year'], parts['month'], parts['day'], parts['hour'], parts['minute'], parts['second']];
  return utcMs(reading as Clock, 0) - Math.floor(utc / 1_000) * 1_000;
}
