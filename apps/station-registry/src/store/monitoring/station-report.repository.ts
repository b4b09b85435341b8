import type { EntityManager } from 'typeorm';
import { bulkUpsert } from '@chargebus/database';
import type { AskedReport } from '../../domain/configuration/device-model';

export interface ReportKey {
  tenantId: string;
  stationId: string;
  requestId: number;
}

type Row = AskedReport & ReportKey;

const SELECTED = `r.tenant_id AS "tenantId", r.station_id AS "stationId", r.request_id AS "requestId", r.base,
  r.asked_at AS "askedAt", r.seq_nos AS "seqNos", r.last_seq_no AS "lastSeqNo", r.last_part_at AS "lastPartAt",
  r.completed_at AS "completedAt"`;
const KEPT = `interval '7 days'`;

/**
 * Writes down, before a report is asked for, what its parts will belong to. The same number used again is another report; those
 * of long ago are forgotten.
 */
export async function expectReport(em: EntityManager, key: ReportKey, base: string, at: string): Promise<void> {
  const { tenantId, stationId, requestId } = key;
  await em.query(
    `DELETE FROM station_report WHERE tenant_id = $1 AND station_id = $2
       AND (request_id = $3 OR asked_at < $4::timestamptz - ${KEPT})`,
    [tenantId, stationId, requestId, at],
  );
  await em.query(
    'INSERT INTO station_report (tenant_id, station_id, request_id, base, asked_at) VALUES ($1, $2, $3, $4, $5)',
    [tenantId, stationId, requestId, base, at],
  );
}

export async function findReport(
  em: EntityManager,
  { tenantId, stationId, requestId }: ReportKey,
): Promise<Row | null> {
  const [row] = await em.query<Row[]>(
    `SELECT ${SELECTED} FROM station_report r WHERE tenant_id = $1 AND station_id = $2 AND request_id = $3`,
    [tenantId, stationId, requestId],
  );
  return row ?? null;
}

/** Those that are known of `keys`, their rows locked in one order. */
export function lockReports(em: EntityManager, keys: readonly ReportKey[]): Promise<Row[]> {
  return em.query(
    `SELECT ${SELECTED} FROM station_report r
     WHERE (r.tenant_id, r.station_id, r.request_id) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]))
     ORDER BY r.tenant_id, r.station_id, r.request_id FOR UPDATE`,
    [
      keys.map(({ tenantId }) => tenantId),
      keys.map(({ stationId }) => stationId),
      keys.map(({ requestId }) => requestId),
    ],
  );
}

/** Writes the progress of reports; the caller holds their rows. */
export async function saveReports(em: EntityManager, rows: readonly Row[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'station_report',
    columns: {
      tenant_id: 'text',
      station_id: 'text',
      request_id: 'bigint',
      base: 'text',
      asked_at: 'timestamptz',
      seq_nos: 'jsonb',
      last_seq_no: 'bigint',
      last_part_at: 'timestamptz',
      completed_at: 'timestamptz',
    },
    rows: rows.map((row) => ({
      tenant_id: row.tenantId,
      station_id: row.stationId,
      request_id: row.requestId,
      base: row.base,
      asked_at: row.askedAt,
      seq_nos: row.seqNos,
      last_seq_no: row.lastSeqNo,
      last_part_at: row.lastPartAt,
      completed_at: row.completedAt,
    })),
    conflict: ['tenant_id', 'station_id', 'request_id'],
  });
}
