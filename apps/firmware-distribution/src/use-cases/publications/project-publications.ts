import type { LinkEvent, StationEventOf } from '@chargebus/contracts';
import { derivedId, type Projected, type ProjectionTransaction } from '@chargebus/messaging';
import type { StageTimes } from '../../domain/updates/attempt';
import { lockPublicationsOf } from '../../store/publications/publication.repository';
import type { PublicationRow } from '../../store/publications/publication.row';
import { applyPublicationEvent } from './apply-publication-event';

export const publicationReportKinds = ['station.publication-status.reported'] as const;
type Report = StationEventOf<'station.publication-status.reported'>;

/** Brings publications up to date with what their controllers report. */
export function projectPublications(times: StageTimes) {
  return async (batch: Projected<LinkEvent>[], tx: ProjectionTransaction): Promise<void> => {
    const reports = batch.filter((at): at is Projected<Report> => at.event.kind === publicationReportKinds[0]);
    if (reports.length === 0) return;
    const rows = await lockPublicationsOf(
      tx.em,
      reports.map(({ event }) => event),
    );
    for (const at of reports) {
      const { receivedAt, data } = at.event;
      const n = indexOf(rows, at.event);
      const row = rows[n];
      if (row === undefined) continue;
      const event = { type: 'told', at: receivedAt, status: data.status, locations: data.locations ?? [] } as const;
      const applied = await applyPublicationEvent(tx.em, row, event, {
        times,
        actor: { type: 'station', id: row.stationId },
        newId: () => derivedId(at, `firmware.publication-changed/${row.id}`),
      });
      if (applied === undefined) continue;
      rows[n] = applied.row;
      for (const fact of applied.facts) tx.publish(fact);
    }
  };
}

/** Which of them it is about. A report may name no request (2.0.1 1.40): then it is about the one under way, if there is one. */
function indexOf(rows: readonly PublicationRow[], { tenantId, stationId, data }: Report): number {
  const ofStation = (row: PublicationRow): boolean => row.tenantId === tenantId && row.stationId === stationId;
  if (data.requestId !== undefined) {
    return rows.findIndex((row) => ofStation(row) && row.requestId === data.requestId);
  }
  const underWay = rows.filter((row) => ofStation(row) && row.dueAt !== null);
  return underWay.length === 1 ? rows.indexOf(underWay[0] as PublicationRow) : -1;
}
