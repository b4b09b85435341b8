export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Hours of the station's own clock, `to` not included; over midnight where `to` is not later than `from`. */
export interface MaintenanceWindow {
  /** On which it begins; all where absent. */
  readonly days?: readonly Weekday[] | undefined;
  /** HH:MM. */
  readonly from: string;
  readonly to: string;
}

/** Whether a station in `timeZone` may be updated at `at`: in any of the windows, always where there are none. */
export function isOpen(windows: readonly MaintenanceWindow[], at: Date, timeZone: string): boolean {
  if (windows.length === 0) return true;
  const { day, minute } = localTime(at, timeZone);
  const before = WEEKDAYS[(WEEKDAYS.indexOf(day) + 6) % 7] as Weekday;
  return windows.some(({ days = WEEKDAYS, from, to }) => {
    const [begin, end] = [minuteOf(from), minuteOf(to)];
    if (begin < end) return days.includes(day) && minute >= begin && minute < end;
    return (days.includes(day) && minute >= begin) || (days.includes(before) && minute < end);
  });
}

function localTime(at: Date, timeZone: string): { day: Weekday; minute: number } {
  const format = { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const parts = new Intl.DateTimeFormat('en-GB', format).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: part('weekday').toLowerCase().slice(0, 3) as Weekday,
    minute: minuteOf(`${part('hour')}:${part('minute')}`),
  };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
