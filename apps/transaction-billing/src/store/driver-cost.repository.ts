import type { EntityManager } from 'typeorm';
import type { CostedSession } from '../domain/driver-cost';

/** A session by what its station calls it. */
export interface StationsName {
  tenantId: string;
  stationId: string;
  transactionRef: string;
}

type Row = Omit<CostedSession, 'open'> & { open: boolean | null; known: boolean };

/** The newest session of each name, in the order of `names`; null where there is none. One query for many stations. */
export async function findCostedSessions(
  em: EntityManager,
  names: readonly StationsName[],
): Promise<(CostedSession | null)[]> {
  const rows = await em.query<Row[]>(
    `SELECT s.session_id IS NOT NULL AS known, s.open, s.cost, s.priced_until AS "pricedUntil", s.standing
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS name (tenant_id, station_id, ref, n)
     LEFT JOIN LATERAL (
       SELECT * FROM priced_session p
       WHERE p.tenant_id = name.tenant_id AND p.station_id = name.station_id AND p.transaction_ref = name.ref
       ORDER BY p.met_at DESC LIMIT 1
     ) s ON true
     ORDER BY name.n`,
    [
      names.map(({ tenantId }) => tenantId),
      names.map(({ stationId }) => stationId),
      names.map(({ transactionRef }) => transactionRef),
    ],
  );
  return rows.map(({ known, open, ...session }) => (known ? { ...session, open: open === true } : null));
}
