import type { LinkEvent, StationEventOf } from '@chargebus/contracts';
import { derivedId, type Projected, type ProjectionTransaction } from '@chargebus/messaging';
import { hasEnded, type AttemptEvent, type StageTimes } from '../../domain/updates/attempt';
import { lockLatest } from '../../store/updates/attempt.repository';
import type { AttemptRow } from '../../store/updates/attempt.row';
import { applyEvent } from './apply-event';

/** What tells of updates: how far they are, and what a station runs once it is back. */
export const updateReportKinds = ['station.firmware-status.reported', 'station.booted'] as const;
type UpdateReport = StationEventOf<(typeof updateReportKinds)[number]>;

/** Brings attempts up to date with what their stations report. */
export function projectReports(times: StageTimes) {
  return async (batch: Projected<LinkEvent>[], tx: ProjectionTransaction): Promise<void> => {
    const reports = batch.filter((at): at is Projected<UpdateReport> =>
      (updateReportKinds as readonly string[]).includes(at.event.kind),
    );
    const keys = new Map(reports.map(({ event }) => [keyOf(event), event]));
    if (keys.size === 0) return;
    const rows = new Map<string, AttemptRow[]>();
    for (const row of await lockLatest(tx.em, [...keys.values()])) {
      rows.set(keyOf(row), [...(rows.get(keyOf(row)) ?? []), row]);
    }
    for (const at of reports) {
      const event = toAttemptEvent(at.event);
      const ofStation = rows.get(keyOf(at.event)) ?? [];
      if (event === undefined) continue;
      const newest = ofStation.findIndex(({ sentAt }) => sentAt !== null);
      for (const [n, row] of ofStation.entries()) {
        // Of those that have ended a boot may only verify the newest that was sent.
        if (n !== newest && hasEnded(row.status)) continue;
        const applied = await applyEvent(tx.em, row, event, {
          times,
          actor: { type: 'station', id: row.stationId },
          newId: (kind) => derivedId(at, `${kind}/${row.id}`),
        });
        if (applied === undefined) continue;
        ofStation[n] = applied.row;
        if (applied.fact !== undefined) tx.publish(applied.fact);
      }
    }
  };
}

const keyOf = ({ tenantId, stationId }: { tenantId: string; stationId: string }): string => `${tenantId}/${stationId}`;

function toAttemptEvent({ kind, receivedAt: at, data }: UpdateReport): AttemptEvent | undefined {
  if (kind === 'station.booted') {
    const { firmwareVersion: version } = data as StationEventOf<'station.booted'>['data'];
    return version === undefined ? undefined : { type: 'booted', at, version };
  }
  const { status, requestId } = data as StationEventOf<'station.firmware-status.reported'>['data'];
  return { type: 'told', at, status, requestId: requestId ?? null };
}
