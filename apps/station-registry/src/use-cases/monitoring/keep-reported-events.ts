import { correctedTime, type StationEvent, type StationEventOf } from '@chargebus/contracts';
import { derivedId, type Projected } from '@chargebus/messaging';
import type { EntityManager } from 'typeorm';
import { v5 as uuidv5 } from 'uuid';
import { severityOf } from '../../domain/monitoring/security-event';
import { addMonitoringEvents, addSecurityEvents } from '../../store/monitoring/reported-event.repository';

export const reportedEventKinds = ['station.security-event.reported', 'station.monitoring-event.reported'] as const;
type Kind = (typeof reportedEventKinds)[number];

const NAMESPACE = '5f1c6c0e-6d1f-4b0a-8a63-8f6f0c1d2e75';

/** Records what stations tell of their security and of what their monitors have seen. */
export async function keepReportedEvents(em: EntityManager, batch: readonly Projected<StationEvent>[]): Promise<void> {
  const security = [];
  const monitoring = [];
  for (const { event, ...place } of batch) {
    if (event.kind === 'station.security-event.reported') {
      const { type, techInfo = null } = event.data;
      security.push({ ...headOf(event, place), type, techInfo, severity: severityOf(type) });
    }
    if (event.kind === 'station.monitoring-event.reported') {
      monitoring.push({ ...headOf(event, place), data: event.data });
    }
  }
  await addSecurityEvents(em, security);
  await addMonitoringEvents(em, monitoring);
}

/**
 * A station may tell the same again, when it missed our answer: the same event has the same id. Not where its clock is
 * wrong: each start of a station without one would be the same.
 */
function headOf(event: StationEventOf<Kind>, place: Omit<Projected, 'event'>) {
  const { tenantId, stationId, kind, receivedAt, stationTime, data } = event;
  const { at, plausible } = correctedTime(event);
  const meaning = JSON.stringify([tenantId, stationId, kind, stationTime, data]);
  const id = stationTime !== undefined && plausible ? uuidv5(meaning, NAMESPACE) : derivedId(place, kind);
  return { tenantId, id, stationId, at, receivedAt };
}
