import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { StationCostComparison, StationCostVerdict } from '../domain/compare-station-cost';
import type { Price } from '../domain/price';
import type { SessionKey } from './priced-session.repository';

/** What a station said a session costs, when last. */
export interface ReportedCost {
  key: SessionKey;
  stationId: string;
  /** As it came. */
  details: Record<string, unknown>;
  reportedAt: string;
}

/** The same beside our price of then. */
export interface ComparedCost extends ReportedCost, StationCostComparison {
  ours: Pick<Price, 'net' | 'total' | 'currency'> | null;
}

interface Row extends StationCostComparison {
  tenant_id: string;
  session_id: string;
  station_id: string;
  details: Record<string, unknown>;
  reported_at: string;
  ours: ComparedCost['ours'];
}

export async function findStationCosts(em: EntityManager, keys: readonly SessionKey[]): Promise<ReportedCost[]> {
  const rows = await em.query<Row[]>(
    `SELECT * FROM station_cost WHERE (tenant_id, session_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [keys.map(({ tenantId }) => tenantId), keys.map(({ sessionId }) => sessionId)],
  );
  return rows.map(toCost);
}

/** The newest word of a station takes the place of an earlier one. */
export async function saveStationCosts(em: EntityManager, costs: readonly ComparedCost[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'station_cost',
    columns: {
      tenant_id: 'text',
      session_id: 'text',
      station_id: 'text',
      details: 'jsonb',
      told: 'jsonb',
      reported_at: 'timestamptz',
      verdict: 'text',
      ours: 'jsonb',
      difference: 'text',
    },
    rows: costs.map(({ key, stationId, details, told, reportedAt, verdict, ours, difference }) => ({
      tenant_id: key.tenantId,
      session_id: key.sessionId,
      station_id: stationId,
      details,
      told,
      reported_at: reportedAt,
      verdict,
      ours: ours && { net: ours.net, total: ours.total, currency: ours.currency },
      difference,
    })),
    conflict: ['tenant_id', 'session_id'],
    update: ['details', 'told', 'reported_at', 'verdict', 'ours', 'difference'],
  });
}

export interface StationCostFilter {
  sessionId?: string | undefined;
  stationId?: string | undefined;
  verdict?: StationCostVerdict | undefined;
  /** Only those of ended sessions that are not the same as ours. */
  differs?: boolean | undefined;
  limit: number;
  after: [reportedAt: string, sessionId: string] | undefined;
}

/** What stations said, newest first, `limit + 1` of it. */
export async function listStationCosts(
  em: EntityManager,
  tenantId: string,
  { sessionId, stationId, verdict, differs, limit, after }: StationCostFilter,
): Promise<ComparedCost[]> {
  // Written out, so that the index of what differs is used.
  const unlike = `verdict NOT IN ('same', 'running')`;
  const which = differs === undefined ? '' : differs ? `AND ${unlike}` : `AND NOT (${unlike})`;
  const rows = await em.query<Row[]>(
    `SELECT * FROM station_cost WHERE tenant_id = $1 ${which}
       AND ($2::text IS NULL OR session_id = $2) AND ($3::text IS NULL OR station_id = $3)
       AND ($4::text IS NULL OR verdict = $4)
       AND ($5::timestamptz IS NULL OR (reported_at, session_id) < ($5, $6::text))
     ORDER BY reported_at DESC, session_id DESC LIMIT $7`,
    [
      tenantId,
      sessionId ?? null,
      stationId ?? null,
      verdict ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      limit + 1,
    ],
  );
  return rows.map(toCost);
}

function toCost({
  tenant_id,
  session_id,
  station_id,
  details,
  reported_at,
  told,
  verdict,
  difference,
  ours,
}: Row): ComparedCost {
  const key = { tenantId: tenant_id, sessionId: session_id };
  return { key, stationId: station_id, details, reportedAt: reported_at, told, verdict, difference, ours };
}
