import { gaps, intersect, lengthMs, union, type Interval, type Spans } from './intervals';

/** 23 CFR 680.116(b)(3): the minutes of a year, leap years too. */
export const YEAR_MINUTES = 525_600;
const MINUTE_MS = 60_000;
const YEAR_MS = YEAR_MINUTES * MINUTE_MS;

/** From `at` on a connector, or the station as a whole, was down (unavailable or faulted), or up. In order of time. */
export interface Turn {
  at: number;
  down: boolean;
}

/** What is known of a charging port, which is an EVSE: it charges one vehicle at a time, by whichever of its connectors (23 CFR 680.104). */
export interface PortRecord {
  inServiceSince: number;
  /** What is not told by then is not known; open spans last until then. */
  asOf: number;
  /** When the station was connected. */
  links: readonly Interval[];
  /** Of the station itself (EVSE 0). */
  station: readonly Turn[];
  /** Of each connector that has ever reported. */
  connectors: readonly (readonly Turn[])[];
}

/**
 * When a port was not up. 23 CFR 680.116(b)(1): up is "online and available for use, or in use", so it is down while its station is
 * not connected, while the station as a whole is unavailable or faulted, and while none of the connectors that have reported
 * by then is anything else. While a connector was never heard of, nothing is known of it that could make the port up.
 */
export function outagesOf({ inServiceSince, asOf, links, station, connectors }: PortRecord): Interval[] {
  const service = { from: inServiceSince, to: asOf };
  const offline = gaps(union(links), service);
  const whole = downTimes(station, service, false);
  const ports = connectors.map((turns) => downTimes(turns, service, true));
  const [first = [], ...others] = ports;
  return union([...offline, ...whole, ...others.reduce((common, one) => intersect(common, one), first)]);
}

function downTimes(turns: readonly Turn[], within: Interval, downBefore: boolean): Interval[] {
  const spans: Interval[] = [];
  let [from, down] = [within.from, downBefore];
  for (const turn of turns) {
    if (down) spans.push({ from, to: turn.at });
    [from, down] = [turn.at, turn.down];
  }
  if (down) spans.push({ from, to: within.to });
  return intersect(union(spans), [within]);
}

export interface Uptime {
  /** What the percentage is of. */
  basisMinutes: number;
  outageMinutes: number;
  /** Of the outage, for reasons outside the operator's control. */
  excludedMinutes: number;
  /** 0 to 100. */
  uptimePercent: number;
}

export interface UptimeQuestion {
  outages: Spans;
  /** May overlap each other, and anything else. */
  exclusions: readonly Interval[];
  window: Interval;
  inServiceSince: number;
}

/**
 * 23 CFR 680.116(b)(3): 100 x (525,600 - (outage - excluded)) / 525,600 minutes. A port that came into service within the window is
 * measured by the minutes since then, and so is a window shorter than a year by its own. A year with a leap day is
 * 525,600 minutes as well, so that a port that was down in all of it has 0, not less.
 * @returns null for a window in which the port was not in service
 */
export function decideUptime({ outages, exclusions, window, inServiceSince }: UptimeQuestion): Uptime | null {
  const service = { from: Math.max(window.from, inServiceSince), to: window.to };
  const basisMs = Math.min(service.to - service.from, YEAR_MS);
  if (basisMs <= 0) return null;
  const down = intersect(outages, [service]);
  const excluded = intersect(down, union(exclusions));
  const [outageMs, excludedMs] = [lengthMs(down), lengthMs(excluded)];
  const up = Math.max(0, basisMs - (outageMs - excludedMs));
  return {
    basisMinutes: minutes(basisMs),
    outageMinutes: minutes(outageMs),
    excludedMinutes: minutes(excludedMs),
    // Rounded down: 97 % is more than 96.9996 %.
    uptimePercent: Math.floor((100_000 * up) / basisMs) / 1_000,
  };
}

/** To the hundredth. */
const minutes = (ms: number): number => Math.round(ms / (MINUTE_MS / 100)) / 100;

/** A month of UTC: days of one length, and no hour twice or never. */
export interface Month extends Interval {
  /** `2026-03`. */
  name: string;
}

/** The month that a time is in, or `back` months before it. */
export function monthOf(time: number, back = 0): Month {
  const date = new Date(time);
  const start = (n: number): number => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back + n, 1);
  return { name: new Date(start(0)).toISOString().slice(0, 7), from: start(0), to: start(1) };
}

/** The twelve months that end with a month. */
export const yearOf = (month: Month): Interval => ({ from: monthOf(month.from, 11).from, to: month.to });

/** The year that ends with an instant. */
export const yearBefore = (time: number): Interval => ({ from: time - YEAR_MS, to: time });
