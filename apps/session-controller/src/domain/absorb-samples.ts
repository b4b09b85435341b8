import type { Sample } from '@chargebus/contracts';
import { unflag } from './anomaly';
import { countExport, countReadings } from './count-energy';
import { hasContext, readRegister, readSoc, readTotals } from './readings';
import type { Advance, Session } from './session';
import { moveTo } from './session-status';

/**
 * The session after samples at corrected times: energy, export, power, state of charge, and `charging` inferred where
 * the station reports no charging state at all. `late`: see `countReadings`.
 */
export function absorbSamples(session: Session, samples: Sample[], o: { late: boolean }): Advance {
  if (samples.length === 0) return { session, points: [] };
  const imported = readRegister(samples, 'Energy.Active.Import.Register');
  const counted = countReadings(session, imported, o);
  let next = counted.session;
  // A first register marked as the transaction's begin is as good as one in the start itself.
  const first = imported[0];
  if (session.meterStartWh === null && first !== undefined && hasContext(samples, first.at, 'Transaction.Begin')) {
    next = { ...next, anomalies: unflag(next.anomalies, 'meter-start-missing') };
  }
  next = countExport(next, readRegister(samples, 'Energy.Active.Export.Register'));
  next = readPower(next, samples);
  next = readCharge(next, samples);
  return { session: inferCharging(next), points: counted.points };
}

function readPower(session: Session, samples: Sample[]): Session {
  const last = readTotals(samples, 'Power.Active.Import').at(-1);
  const { powerAt } = session.progress;
  if (last === undefined || (powerAt !== null && last.at < powerAt)) return session;
  const powerWh = (session.progress.powerWh ?? 0) + flowedWh(session, last);
  return { ...session, powerW: last.value, progress: { ...session.progress, powerAt: last.at, powerWh } };
}

const LONGEST_GAP_H = 1;

/** What has flowed since power was last measured, as far as both measurements vouch for it. */
function flowedWh({ powerW, progress: { powerAt } }: Session, now: { at: string; value: number }): number {
  if (powerAt === null || powerW === null) return 0;
  const hours = Math.min((Date.parse(now.at) - Date.parse(powerAt)) / 3_600_000, LONGEST_GAP_H);
  return Math.max(0, Math.min(powerW, now.value)) * hours;
}

function readCharge(session: Session, samples: Sample[]): Session {
  const last = readSoc(samples);
  const { socAt } = session.progress;
  if (last === undefined || (socAt !== null && last.at < socAt)) return session;
  return { ...session, socPercent: last.value, progress: { ...session.progress, socAt: last.at } };
}

/** Some 1.6 stations send meter values but no status: energy or power that flows is charging. */
function inferCharging(session: Session): Session {
  const { register, powerAt, statusAt } = session.progress;
  if (session.status !== 'preparing') return session;
  const since = (at: string | null | undefined): boolean =>
    typeof at === 'string' && (statusAt === null || at > statusAt);
  const flows = (session.energyWh > 0 && since(register?.at)) || ((session.powerW ?? 0) > 0 && since(powerAt));
  return flows ? moveTo(session, 'charging') : session;
}
