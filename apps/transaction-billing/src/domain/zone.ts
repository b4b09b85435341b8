const DAY_MS = 86_400_000;
const MOST_KEPT_DAYS = 4_000;

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A change of a zone's offset within a UTC day. */
interface OffsetChange {
  atMs: number;
  offsetMs: number;
}
interface ZoneDay {
  offsetMs: number;
  change: OffsetChange | null;
}

/**
 * A time zone's offsets from UTC, read from the runtime's own tz database (Intl) and remembered by day, since Intl is slow. A zone
 * that changes its offset twice within one UTC day is taken to change once; none has.
 */
export class Zone {
  private static readonly known = new Map<string, Zone>();
  private readonly days = new Map<number, ZoneDay>();
  private readonly format: Intl.DateTimeFormat;

  private constructor(name: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** @throws RangeError for a name that the tz database does not know */
  static named(name: string): Zone {
    const known = Zone.known.get(name);
    if (known) return known;
    const zone = new Zone(name);
    Zone.known.set(name, zone);
    return zone;
  }

  /** What is added to UTC to get the local time at this instant. */
  offsetMs(atMs: number): number {
    const { offsetMs, change } = this.day(Math.floor(atMs / DAY_MS));
    return change !== null && atMs >= change.atMs ? change.offsetMs : offsetMs;
  }

  /** The first instant after `fromMs` and not after `toMs` at which the offset changes; the two are a day or two apart. */
  findChange(fromMs: number, toMs: number): number | undefined {
    for (let day = Math.floor(fromMs / DAY_MS); day <= Math.floor(toMs / DAY_MS); day++) {
      const { change } = this.day(day);
      if (change !== null && change.atMs > fromMs && change.atMs <= toMs) return change.atMs;
    }
    return undefined;
  }

  private day(index: number): ZoneDay {
    const known = this.days.get(index);
    if (known) return known;
    if (this.days.size >= MOST_KEPT_DAYS) this.days.clear();
    const [startMs, endMs] = [index * DAY_MS, (index + 1) * DAY_MS];
    const offsetMs = this.read(startMs);
    const after = this.read(endMs);
    const day = { offsetMs, change: after === offsetMs ? null : this.search(startMs, endMs, offsetMs) };
    this.days.set(index, day);
    return day;
  }

  private search(startMs: number, endMs: number, before: number): OffsetChange {
    let [low, high] = [startMs, endMs];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.read(middle) === before) low = middle;
      else high = middle;
    }
    return { atMs: high, offsetMs: this.read(high) };
  }

  private read(atMs: number): number {
    const part = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of this.format.formatToParts(atMs)) {
      if (type in part) part[type as keyof typeof part] = Number(value);
    }
    const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
    return local - Math.floor(atMs / 1_000) * 1_000;
  }
}
