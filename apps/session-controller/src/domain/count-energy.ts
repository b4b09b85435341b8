import type { EnergyPoint } from '@chargebus/contracts';
import { flag, type AnomalyKind } from './anomaly';
import type { Advance, Reading, Session } from './session';

const ROUNDING_WH = 1;
const HELD_READINGS = 500;

/** The energy of the session as known now: whole Wh, never negative. The stop register wins over readings. */
export function energyOf(session: Session): number {
  const { meterStopWh, progress } = session;
  const held = progress.heldReadings;
  const base = session.meterStartWh ?? held.reduce<Reading | null>((a, b) => (a && a.at <= b.at ? a : b), null)?.wh;
  if (base === undefined) return 0;
  if (meterStopWh !== null && meterStopWh >= base && !hasJumped(session, meterStopWh, session.endedAt))
    return meterStopWh - base;
  // No stop register, or one that cannot be: the most that was ever reported, so that no kWh is lost.
  return Math.max(base, progress.highestWh ?? base, ...held.map(({ wh }) => wh)) - base;
}

export const withAnomaly = (session: Session, kind: AnomalyKind): Session => {
  const anomalies = flag(session.anomalies, kind);
  return anomalies === session.anomalies ? session : { ...session, anomalies };
};

/** Of the strongest connector there is (MCS), and more than the largest battery holds. */
const MOST_W = 4_000_000;
const MOST_AT_ONCE_WH = 1_000_000;

/**
 * Whether a register stands higher than anything can have brought it since the start. Compared with the start alone, so that
 * the order of reports plays no part; and with room for what a station without a clock held back and reports at once.
 */
export function hasJumped({ meterStartWh, startedAt }: Session, wh: number, at: string | null): boolean {
  if (meterStartWh === null) return false;
  const hours = Math.max(0, Date.parse(at ?? '') - Date.parse(startedAt ?? '')) / 3_600_000 || 0;
  return wh - meterStartWh > MOST_AT_ONCE_WH + MOST_W * hours;
}

/** Whether a register that cannot be right would be if its unit were kWh, or as if it had been. */
const fitsInOtherUnit = (startWh: number, wh: number): boolean =>
  [wh * 1_000, wh / 1_000].some((other) => other >= startWh - 1_000 && other - startWh <= MOST_AT_ONCE_WH);

function countImplausible(session: Session, startWh: number, wh: number): Session {
  if (startWh >= 10_000 && wh > 0 && fitsInOtherUnit(startWh, wh))
    return withAnomaly(session, 'register-unit-implausible');
  return withAnomaly(session, wh < startWh ? 'register-below-start' : 'register-jumped');
}

/**
 * Counts one reading. Before the start is known it is held back; without a start register the first one takes its place.
 * `late` allows a point older than the newest reading: only for reports that are counted by the station, since an
 * uncounted one may be a repetition (1.x StopTransaction repeats the samples of the whole session).
 */
function countReading(session: Session, reading: Reading, late: boolean): { session: Session; point?: EnergyPoint } {
  const { progress, meterStartWh } = session;
  if (!progress.startSeen) return { session: hold(session, reading) };
  if (meterStartWh === null) return { session: remember({ ...session, meterStartWh: reading.wh }, reading) };
  const last = progress.register;
  if (last !== null && last.at === reading.at && last.wh === reading.wh) return { session };
  if (last !== null && reading.at < last.at && !late) return { session };
  if (reading.wh < meterStartWh - ROUNDING_WH || hasJumped(session, reading.wh, reading.at))
    return { session: countImplausible(session, meterStartWh, reading.wh) };
  const decreased = last !== null && reading.at >= last.at && reading.wh < last.wh - ROUNDING_WH;
  const counted = remember(decreased ? withAnomaly(session, 'register-decreased') : session, reading);
  return { session: counted, point: { at: reading.at, energyWh: Math.max(0, reading.wh - meterStartWh) } };
}

/** Held readings are few: a session that runs on without a start keeps a coarser curve rather than an endless one. */
function hold(session: Session, reading: Reading): Session {
  const held = session.progress.heldReadings;
  if (held.some(({ at, wh }) => at === reading.at && wh === reading.wh)) return session;
  const kept = held.length < HELD_READINGS ? held : held.filter((_, i) => i % 2 === 0);
  return { ...session, progress: { ...session.progress, heldReadings: [...kept, reading] } };
}

function remember(session: Session, reading: Reading): Session {
  const { register, highestWh } = session.progress;
  const progress = {
    ...session.progress,
    register: register === null || reading.at >= register.at ? reading : register,
    highestWh: Math.max(highestWh ?? reading.wh, reading.wh),
  };
  return { ...session, progress };
}

/** The session after these import registers, in order of time, and the points they add to its curve. */
export function countReadings(session: Session, readings: Reading[], o: { late: boolean }): Advance {
  const points: EnergyPoint[] = [];
  let next = session;
  for (const reading of readings) {
    const { session: counted, point } = countReading(next, reading, o.late);
    next = counted;
    if (point !== undefined) points.push(point);
  }
  return { session: { ...next, energyWh: energyOf(next) }, points };
}

/** Counts what was held back until the start was known. */
export function releaseHeldReadings(session: Session): Advance {
  const held = [...session.progress.heldReadings].sort((a, b) => (a.at < b.at ? -1 : 1));
  return countReadings({ ...session, progress: { ...session.progress, heldReadings: [] } }, held, { late: true });
}

/** What the export register says since its first reading. */
export function countExport(session: Session, readings: Reading[]): Session {
  if (readings.length === 0) return session;
  const first = session.progress.exportFirstWh ?? (readings[0] as Reading).wh;
  const last = [session.progress.exportLast, ...readings]
    .filter((reading) => reading !== null)
    .reduce((a, b) => (b.at >= a.at ? b : a));
  const progress = { ...session.progress, exportFirstWh: first, exportLast: last };
  return { ...session, energyExportWh: Math.max(session.energyExportWh, last.wh - first), progress };
}
