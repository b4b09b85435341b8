const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;
/** A Monday. */
const FIRST_MS = Date.UTC(1970, 0, 5);
const NAME = /^sample_w(\d{4})(\d{2})(\d{2})$/;

/** A week of samples, from a Monday 00:00 UTC to the next, and its table. */
export interface SampleWeek {
  readonly table: string;
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

function weekAt(ms: number): SampleWeek {
  const from = FIRST_MS + Math.floor((ms - FIRST_MS) / WEEK_MS) * WEEK_MS;
  const iso = new Date(from).toISOString();
  return {
    table: `sample_w${iso.slice(0, 10).replaceAll('-', '')}`,
    from: iso,
    to: new Date(from + WEEK_MS).toISOString(),
  };
}

/** What has to be done to the tables of samples now. */
export interface SampleUpkeep {
  /** This week, where it has no table yet, and as many ahead. */
  readonly create: SampleWeek[];
  /** Weeks that hold nothing any more that is to be kept. */
  readonly drop: string[];
  /** Samples before it are not kept. */
  readonly keepFrom: string;
}

/** A station's time is at most a minute ahead of receipt (DESIGN 5), so that samples of later weeks never come. */
export function decideUpkeep(
  existing: readonly string[],
  o: { now: Date; retentionDays: number; weeksAhead: number },
): SampleUpkeep {
  const now = o.now.getTime();
  const keepFromMs = now - o.retentionDays * DAY_MS;
  const wanted = Array.from({ length: o.weeksAhead + 1 }, (_, i) => weekAt(now + i * WEEK_MS));
  const old = existing.filter((table) => {
    const [, year, month, day] = NAME.exec(table) ?? [];
    return year !== undefined && Date.UTC(Number(year), Number(month) - 1, Number(day)) + WEEK_MS <= keepFromMs;
  });
  return {
    create: wanted.filter(({ table }) => !existing.includes(table)),
    drop: old.toSorted(),
    keepFrom: new Date(keepFromMs).toISOString(),
  };
}
