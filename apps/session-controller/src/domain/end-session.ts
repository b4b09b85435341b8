import { correctedTime, type Sample, type StationEventOf } from '@chargebus/contracts';
import { absorbSamples } from './absorb-samples';
import { unflag, type AnomalyKind } from './anomaly';
import { countExport, countReadings, energyOf, hasJumped, withAnomaly } from './count-energy';
import { correctSamples, readRegister } from './readings';
import { hasGap } from './seq-ranges';
import type { Advance, Session } from './session';

export type Ended = StationEventOf<'station.transaction.ended'>;

/** The session once its end is reported. The last point of its curve is the stop register at the end. */
export function endSession(session: Session, event: Ended): Advance {
  const { data } = event;
  const { at, plausible } = correctedTime(event);
  const samples = correctSamples(data.samples, event.receivedAt);
  const absorbed = absorbSamples(session, samples, { late: false });
  const stopReading = readRegister(samples, 'Energy.Active.Import.Register').at(-1);
  let next: Session = {
    ...absorbed.session,
    status: 'ended',
    endedAt: at,
    evseId: session.evseId ?? (data.evse || null),
    connectorId: session.connectorId ?? data.connector ?? null,
    meterStopWh: data.meterStopWh ?? stopReading?.wh ?? null,
    powerW: absorbed.session.powerW === null ? null : 0,
    // OCPP 1.6 errata, 2.0.1 TransactionType.stoppedReason: absent means Local.
    stopReason: data.reason ?? 'local',
    freeSince: null,
  };
  if (!plausible) next = withAnomaly(next, 'clock-implausible');
  next = flagEnd({ ...next, energyWh: energyOf(next) });
  return { session: next, points: [...absorbed.points, ...lastPoint(absorbed.session, next)] };
}

/**
 * The session with readings that were taken before its end and come after it, by reports that the station counts: they are points
 * of its curve, and where its start or its stop register is missing they are all there is. An operator's word about it stays.
 */
export function countLate(session: Session, samples: Sample[]): Advance {
  const { endedAt, progress } = session;
  if (endedAt === null || progress.endedBy === 'operator') return { session, points: [] };
  const inTime = samples.filter(({ at }) => at <= endedAt);
  const counted = countReadings(session, readRegister(inTime, 'Energy.Active.Import.Register'), { late: true });
  const exported = readRegister(inTime, 'Energy.Active.Export.Register');
  return { ...counted, session: countExport(counted.session, exported) };
}

/** The stop register as a point, unless a reading of the same instant is one already or it cannot be counted from. */
function lastPoint(before: Session, ended: Session): Advance['points'] {
  const { meterStartWh, meterStopWh, endedAt } = ended;
  if (!ended.progress.startSeen || meterStartWh === null || meterStopWh === null || endedAt === null) return [];
  const last = before.progress.register;
  const counted = last !== null && (last.at > endedAt || (last.at === endedAt && last.wh === meterStopWh));
  return counted || meterStopWh < meterStartWh ? [] : [{ at: endedAt, energyWh: meterStopWh - meterStartWh }];
}

/** Less power than that is no evidence against a meter. */
const LEAST_POWER_WH = 1_000;

/** What is odd about an ended session, judged afresh: a start that comes late may explain what looked wrong before. */
export function flagEnd(session: Session): Session {
  const { meterStartWh, meterStopWh, progress } = session;
  let next = session;
  const judge = (kind: AnomalyKind, holds: boolean): void => {
    next = holds ? withAnomaly(next, kind) : { ...next, anomalies: unflag(next.anomalies, kind) };
  };
  if (session.startedAt !== null && session.endedAt !== null && session.endedAt < session.startedAt) {
    next = withAnomaly({ ...next, endedAt: session.startedAt }, 'ended-before-started');
  }
  judge('start-missing', !progress.startSeen);
  judge('meter-stop-missing', meterStopWh === null);
  const below = meterStartWh !== null && meterStopWh !== null ? meterStartWh - meterStopWh : 0;
  judge('meter-rounding', below === 1);
  judge('meter-stop-below-start', below > 1);
  const unmetered = meterStopWh !== null && below <= 1 && progress.highestWh !== null;
  judge('meter-stop-below-last-sample', unmetered && (progress.highestWh as number) - (meterStopWh as number) > 1);
  if (meterStopWh !== null && hasJumped(next, meterStopWh, next.endedAt)) next = withAnomaly(next, 'register-jumped');
  const { powerWh = 0 } = progress;
  judge('energy-below-power', powerWh >= LEAST_POWER_WH && next.energyWh * 20 < powerWh);
  judge('sequence-gap', hasGap(progress.seqNos));
  const refused = session.authorization !== null && session.authorization !== 'accepted';
  judge('energy-despite-refusal', refused && next.energyWh > 0);
  return next;
}
