import type { EnergyPoint, SessionStatus } from '@chargebus/contracts';
import { addSegment } from './add-segment';
import { RateCard } from './rate-card';
import type { Rates } from './tariff';

/**
 * What time costs in a session's state: `charging` runs TIME, `parked` PARKING_TIME, and while the platform or the EVSE withholds
 * energy neither runs. A session charges from its start until something says that it does not.
 */
export type Activity = 'charging' | 'parked' | 'withheld';

export const activityOf: Record<SessionStatus, Activity> = {
  pending: 'charging',
  preparing: 'charging',
  charging: 'charging',
  'suspended-ev': 'parked',
  finishing: 'parked',
  'suspended-evse': 'withheld',
  paused: 'withheld',
  ended: 'withheld',
  failed: 'withheld',
};

/**
 * What a session has used so far, sorted by the component that prices it. It grows with the tariff and not with the session, so that
 * a price after each meter value costs the same after a day as after a minute. All figures are whole numbers: energy in millionths
 * of a Wh, time in microseconds since the start, so that adding them up in any parts gives the same sums (ADR 12).
 */
export interface Usage {
  startedAt: string;
  /** The reading up to which all is counted. */
  us: number;
  wh: number;
  activity: Activity;
  /** Changes of activity after that reading: they are counted with the next, since a price may depend on its energy. */
  changes: [us: number, activity: Activity][];
  /** Component (`ENERGY.0`) -> energy or time. */
  used: Record<string, number>;
  /** All time parked, whatever it costs: grace is taken from its beginning. */
  parkedUs: number;
  /** The FLAT component of the first moment that one applied. */
  flat: string | null;
  /** The last components that were used: their step sizes count. */
  lastEnergy: string | null;
  lastTime: string | null;
  /** Something came that belongs before what is counted, or a register ran back: the bill is made afresh from all facts. */
  outOfOrder: boolean;
}

/** Changes of activity that are kept between two readings. Beyond, no energy is taken to have flowed up to the oldest. */
const MOST_CHANGES = 1_000;

export function beginUsage(startedAt: string): Usage {
  return {
    startedAt,
    us: 0,
    wh: 0,
    activity: 'charging',
    changes: [],
    used: {},
    parkedUs: 0,
    flat: null,
    lastEnergy: null,
    lastTime: null,
    outOfOrder: false,
  };
}

/** Microseconds from the session's start to an instant; what lies before the start counts as the start. */
export const sinceStart = ({ startedAt }: Pick<Usage, 'startedAt'>, at: string): number =>
  Math.max(0, (Date.parse(at) - Date.parse(startedAt)) * 1_000);

/** The usage with a change of what the session does. */
export function addActivity(usage: Usage, at: string, activity: Activity, rates: Rates): Usage {
  const last = usage.changes.at(-1);
  if ((last?.[1] ?? usage.activity) === activity) return usage;
  const earliest = last?.[0] ?? usage.us;
  const us = sinceStart(usage, at);
  const changes: Usage['changes'] = [...usage.changes, [Math.max(us, earliest), activity]];
  const next = { ...usage, changes, outOfOrder: usage.outOfOrder || us < earliest };
  const [oldest] = changes;
  return changes.length <= MOST_CHANGES || oldest === undefined ? next : addReading(next, oldest[0], next.wh, rates);
}

/** The usage with points of the energy curve, which is straight between them. */
export function addPoints(usage: Usage, points: readonly EnergyPoint[], rates: Rates): Usage {
  if (points.length === 0) return usage;
  const card = RateCard.of(rates);
  const draft = draftOf(usage);
  for (const { at, energyWh: wh } of points) {
    const us = sinceStart(draft, at);
    if (us < draft.us || wh < draft.wh) draft.outOfOrder = true;
    if (us >= draft.us) addSegment(draft, { us, wh }, card);
  }
  return draft;
}

/** The usage of the session up to an instant, e.g. now or its end; the rest of its energy, if any, flows until then. */
export function usageUntil(usage: Usage, until: string, energyWh: number, rates: Rates): Usage {
  return addReading(usage, Math.max(usage.us, sinceStart(usage, until)), energyWh, rates);
}

function addReading(usage: Usage, us: number, wh: number, rates: Rates): Usage {
  const draft = draftOf(usage);
  addSegment(draft, { us, wh }, RateCard.of(rates));
  return draft;
}

const draftOf = (usage: Usage): Usage => ({ ...usage, used: { ...usage.used } });
