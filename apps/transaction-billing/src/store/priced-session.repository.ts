import type { Fact, SessionCost } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';

/** What billing keeps of a session while it runs: the tariff it started under, and the cost last told. */
export interface PricedSession {
  sessionId: string;
  stationId: string;
  tariff: { id: string; version: number } | null;
  cost: SessionCost | null;
}

interface PricedSessionRow {
  session_id: string;
  station_id: string;
  tariff_id: string | null;
  tariff_version: number | null;
  cost: SessionCost | null;
}

/** Finds and locks the row, so that two writers of one session follow each other. */
export async function findPricedSession(
  em: EntityManager,
  tenantId: string,
  sessionId: string,
): Promise<PricedSession | undefined> {
  const [row] = await em.query<PricedSessionRow[]>(
    'SELECT * FROM priced_session WHERE tenant_id = $1 AND session_id = $2 FOR UPDATE',
    [tenantId, sessionId],
  );
  if (!row) return undefined;
  const tariff =
    row.tariff_id !== null && row.tariff_version !== null ? { id: row.tariff_id, version: row.tariff_version } : null;
  return { sessionId: row.session_id, stationId: row.station_id, tariff, cost: row.cost };
}

export async function savePricedSession(em: EntityManager, tenantId: string, session: PricedSession): Promise<void> {
  await em.query(
    `INSERT INTO priced_session (tenant_id, session_id, station_id, tariff_id, tariff_version, cost)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, session_id) DO UPDATE SET
       tariff_id = EXCLUDED.tariff_id, tariff_version = EXCLUDED.tariff_version, cost = EXCLUDED.cost`,
    [
      tenantId,
      session.sessionId,
      session.stationId,
      session.tariff?.id ?? null,
      session.tariff?.version ?? null,
      session.cost && JSON.stringify(session.cost),
    ],
  );
}

/** Keeps a fact that a bill is made of; the same fact again changes nothing. */
export async function keepInput(em: EntityManager, sessionId: string, fact: Fact): Promise<void> {
  await em.query(
    `INSERT INTO session_input (tenant_id, session_id, fact_id, kind, at, fact)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [fact.tenantId, sessionId, fact.id, fact.kind, fact.at, JSON.stringify(fact)],
  );
}
