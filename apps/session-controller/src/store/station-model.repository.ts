import type { StationEventOf } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';

/** What stations say they are as they boot; the last one counts. */
export async function saveStationModels(em: EntityManager, boots: StationEventOf<'station.booted'>[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'station_model',
    columns: { tenant_id: 'text', station_id: 'text', vendor: 'text', model: 'text' },
    rows: boots.map(({ tenantId, stationId, data: { vendor, model } }) => ({
      ...{ tenant_id: tenantId, station_id: stationId, vendor, model },
    })),
    conflict: ['tenant_id', 'station_id'],
  });
}

/** Sessions with an anomaly, of stations of one vendor and model; null where the station never said. */
export interface AnomalyCount {
  kind: string;
  vendor: string | null;
  model: string | null;
  sessions: number;
  stations: number;
}

/** What goes wrong with sessions that were opened in that time, the most frequent first. */
export async function countAnomalies(
  em: EntityManager,
  o: { tenantId: string; from: string; to: string; anomaly?: string | undefined },
): Promise<AnomalyCount[]> {
  return em.query(
    `SELECT odd ->> 'kind' AS kind, vendor, model, count(*)::int AS sessions,
       count(DISTINCT station_id)::int AS stations
     FROM session CROSS JOIN LATERAL jsonb_array_elements(anomalies) AS odd
     LEFT JOIN station_model USING (tenant_id, station_id)
     WHERE session.tenant_id = $1 AND opened_at >= $2 AND opened_at < $3 AND anomalies <> '[]'::jsonb
       AND ($4::text IS NULL OR odd ->> 'kind' = $4)
     GROUP BY 1, 2, 3 ORDER BY sessions DESC, kind, vendor, model LIMIT ${MOST_ROWS}`,
    [o.tenantId, o.from, o.to, o.anomaly ?? null],
  );
}
const MOST_ROWS = 500;
