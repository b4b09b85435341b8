import type { CalendarSlot } from './calendar';
import type { CardComponent, Conditions, RateCard } from './rate-card';
import type { Activity, Usage } from './usage';

const UWH_A_WH = 1e6;
const US_A_SECOND = 1e6;
/** mW of one millionth of a Wh per microsecond: 1 Wh a second is 3600 W. */
const MW_A_UWH_A_US = 3_600_000n;

/**
 * Counts the stretch from the usage's last reading to the next into `usage`, which is changed. The stretch is cut wherever a
 * restriction begins or ends, or the activity changes. Between readings energy is linear in time. At a border in time it is
 * rounded to a millionth of a Wh; at a border in energy it is the border itself, and the moment is rounded to a microsecond. Each
 * border is worked out from the two readings, never from another border: more readings on the same line change nothing.
 */
export function addSegment(usage: Usage, to: { us: number; wh: number }, card: RateCard): void {
  const line = new Line({ us: usage.us, uwh: usage.wh * UWH_A_WH }, { us: to.us, uwh: to.wh * UWH_A_WH });
  const startMs = Date.parse(usage.startedAt);
  const { changes } = usage;
  let taken = 0;
  let { activity } = usage;
  let at = line.start;
  for (;;) {
    for (let next = changes[taken]; next !== undefined && next[0] <= at.us; next = changes[++taken]) activity = next[1];
    const slot = card.slotAt(startMs + Math.floor(at.us / 1_000));
    usage.flat ??= card.find('FLAT', conditionsAt(at, slot, line))?.key ?? null;
    if (at.us === line.end.us && at.uwh === line.end.uwh) break;
    const untilUs = Math.min(
      line.end.us,
      changes[taken]?.[0] ?? Infinity,
      slot === undefined ? Infinity : (slot.untilMs - startMs) * 1_000,
      card.durationBordersUs.find((border) => border > at.us) ?? Infinity,
    );
    const next = line.advance(at, untilUs, card.energyBordersUwh);
    countPiece(usage, at, next, { activity, card, slot, line });
    at = next;
  }
  Object.assign(usage, { us: to.us, wh: to.wh, activity, changes: taken === 0 ? changes : changes.slice(taken) });
}

interface Place {
  us: number;
  uwh: number;
}

/** The energy between two readings. */
class Line {
  private readonly rise: number;
  private readonly span: number;

  constructor(
    readonly start: Place,
    readonly end: Place,
  ) {
    this.rise = end.uwh - start.uwh;
    this.span = end.us - start.us;
  }

  /** From a place to the time `untilUs`, or to the first border in energy before it. */
  advance(at: Place, untilUs: number, borders: readonly number[]): Place {
    const border =
      this.rise > 0
        ? borders.find((uwh) => uwh > at.uwh && uwh < this.end.uwh)
        : this.rise < 0
          ? borders.findLast((uwh) => uwh < at.uwh && uwh > this.end.uwh)
          : undefined;
    if (border !== undefined) {
      const us = this.start.us + share(this.span, border - this.start.uwh, this.rise);
      if (us <= untilUs) return { us, uwh: border };
    }
    if (untilUs === this.end.us) return this.end;
    return { us: untilUs, uwh: this.start.uwh + share(this.rise, untilUs - this.start.us, this.span) };
  }

  /** Whether the power is at least this, in mW. */
  isAtLeast(powerMw: number): boolean {
    return MW_A_UWH_A_US * BigInt(this.rise) >= BigInt(powerMw) * BigInt(this.span);
  }
}

/** `total * part / whole`, rounded half away from zero. The product is more than a double holds. */
function share(total: number, part: number, whole: number): number {
  const product = BigInt(total) * BigInt(part) * (whole < 0 ? -1n : 1n);
  const size = BigInt(Math.abs(whole));
  const half = product < 0n ? -size : size;
  return Number((2n * product + half) / (2n * size));
}

function countPiece(
  usage: Usage,
  from: Place,
  to: Place,
  o: { activity: Activity; card: RateCard; slot: CalendarSlot | undefined; line: Line },
): void {
  const { activity, card, slot, line } = o;
  const now = conditionsAt({ us: from.us, uwh: Math.min(from.uwh, to.uwh) }, slot, line);
  const energy = to.uwh === from.uwh ? undefined : card.find('ENERGY', now);
  if (energy) usage.lastEnergy = add(usage, energy, to.uwh - from.uwh);
  const elapsedUs = to.us - from.us;
  if (elapsedUs === 0 || activity === 'withheld') return;
  if (activity === 'charging') {
    const time = card.find('TIME', now);
    if (time) usage.lastTime = add(usage, time, elapsedUs);
    return;
  }
  const parking = card.find('PARKING_TIME', now);
  const graceUs = (parking?.component.graceSeconds ?? 0) * US_A_SECOND;
  const dueUs = Math.min(elapsedUs, Math.max(0, usage.parkedUs + elapsedUs - graceUs));
  usage.parkedUs += elapsedUs;
  if (parking && dueUs > 0) usage.lastTime = add(usage, parking, dueUs);
}

const conditionsAt = ({ us, uwh }: Place, slot: CalendarSlot | undefined, line: Line): Conditions => ({
  energyUwh: uwh,
  sinceStartUs: us,
  slot,
  power: line,
});

function add(usage: Usage, { key }: CardComponent, amount: number): string {
  usage.used[key] = (usage.used[key] ?? 0) + amount;
  return key;
}
