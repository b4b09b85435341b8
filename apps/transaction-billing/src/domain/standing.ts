import type { FactOf, LogPosition } from '@chargebus/contracts';
import type { SessionFact } from './session-course';
import { activityOf } from './usage';

/** How a session stands by its last fact. */
export interface Standing {
  /** The last report of its station that is counted; null where no fact told of one. */
  upTo: LogPosition | null;
  /** The energy register then, in Wh. */
  meterWh: number | null;
  /** Energy flows or may flow. */
  charging: boolean;
  /** Null while it runs. */
  endedAt: string | null;
}

/** The standing after a fact; one that no report caused counts no further report. */
export function standingAfter(before: Standing | null, { data }: SessionFact | FactOf<'session.counted'>): Standing {
  const { meterStartWh, meterStopWh, energyWh, status, endedAt } = data.session;
  const upTo = before?.upTo ?? null;
  return {
    upTo: data.cause === undefined || (upTo !== null && isCounted(data.cause, upTo)) ? upTo : data.cause,
    meterWh: meterStopWh ?? (meterStartWh === null ? null : meterStartWh + energyWh),
    charging: activityOf[status] === 'charging',
    endedAt,
  };
}

/** Whether a report is among those up to `upTo`. Places in another log than that cannot be compared: no. */
export function isCounted(report: LogPosition, upTo: LogPosition | null): boolean {
  if (upTo === null || upTo.epoch !== report.epoch) return false;
  return report.seq < upTo.seq || (report.seq === upTo.seq && report.index <= upTo.index);
}
