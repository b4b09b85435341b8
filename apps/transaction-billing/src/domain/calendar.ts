import type { Zone } from './zone';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A stretch of time in which the local clock stands between the same two times of day, on one date. */
export interface CalendarSlot {
  /** Minutes since local midnight, by the clock on the wall. */
  minuteOfDay: number;
  /** Days since 1970-01-01, of the local date. */
  dayNumber: number;
  /** 0 is Sunday. */
  weekday: number;
  /** Where the next slot begins. */
  untilMs: number;
}

/**
 * The slot that an instant falls into. A slot ends at the next of the times of day, at midnight, or where the zone's offset changes,
 * so that a day may have 23 or 25 hours: an hour that comes twice counts twice, one that is skipped not at all.
 * @param cutMinutes - ascending times of day, in minutes, where slots are cut
 */
export function slotAt(zone: Zone, cutMinutes: readonly number[], atMs: number): CalendarSlot {
  const offsetMs = zone.offsetMs(atMs);
  const dayNumber = Math.floor((atMs + offsetMs) / DAY_MS);
  const intoDayMs = atMs + offsetMs - dayNumber * DAY_MS;
  const cut = cutMinutes.find((minute) => minute * MINUTE_MS > intoDayMs);
  const localUntilMs = dayNumber * DAY_MS + (cut === undefined ? DAY_MS : cut * MINUTE_MS);
  const untilMs = localUntilMs - offsetMs;
  return {
    minuteOfDay: Math.floor(intoDayMs / MINUTE_MS),
    dayNumber,
    weekday: (((dayNumber + 4) % 7) + 7) % 7,
    untilMs: zone.findChange(atMs, untilMs) ?? untilMs,
  };
}

/** Days since 1970-01-01 of a date YYYY-MM-DD. */
export const toDayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** Minutes since midnight of a time HH:MM. */
export const toMinutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
