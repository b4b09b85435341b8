import type { Fact, SessionCost } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';

/** What billing keeps of a session while it runs: the tariff it started under, and the cost last told. */
export interface PricedSession {
  tenantId: string;
  sessionId: string;
  stationId: string;
  tariff: { id: string; version: number } | null;
  cost: SessionCost | null;
}

/** A session by its key: ids are unique within a tenant. */
export interface SessionKey {
  tenantId: string;
  sessionId: string;
}

interface PricedSessionRow {
  tenant_id: string;
  session_id: string;
  station_id: string;
  tariff_id: string | null;
  tariff_version: number | null;
  cost: SessionCost | null;
}

/** Finds and locks the rows in one order, so that two writers of the same sessions follow each other. */
export async function findPricedSessions(em: EntityManager, keys: readonly SessionKey[]): Promise<PricedSession[]> {
  const rows = await em.query<PricedSessionRow[]>(
    `SELECT * FROM priced_session WHERE (tenant_id, session_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
     ORDER BY tenant_id, session_id FOR UPDATE`,
    [keys.map(({ tenantId }) => tenantId), keys.map(({ sessionId }) => sessionId)],
  );
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    sessionId: row.session_id,
    stationId: row.station_id,
    tariff:
      row.tariff_id !== null && row.tariff_version !== null ? { id: row.tariff_id, version: row.tariff_version } : null,
    cost: row.cost,
  }));
}

export async function savePricedSessions(em: EntityManager, sessions: readonly PricedSession[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'priced_session',
    columns: {
      tenant_id: 'text',
      session_id: 'text',
      station_id: 'text',
      tariff_id: 'uuid',
      tariff_version: 'integer',
      cost: 'jsonb',
    },
    rows: sessions.map((session) => ({
      tenant_id: session.tenantId,
      session_id: session.sessionId,
      station_id: session.stationId,
      tariff_id: session.tariff?.id,
      tariff_version: session.tariff?.version,
      cost: session.cost,
    })),
    conflict: ['tenant_id', 'session_id'],
    update: ['tariff_id', 'tariff_version', 'cost'],
  });
}

/** Keeps the facts that bills are made of; the same fact again changes nothing. */
export async function keepInputs(
  em: EntityManager,
  inputs: readonly { sessionId: string; fact: Fact }[],
): Promise<void> {
  await bulkUpsert(em, {
    table: 'session_input',
    columns: { tenant_id: 'text', session_id: 'text', fact_id: 'text', kind: 'text', at: 'timestamptz', fact: 'jsonb' },
    rows: inputs.map(({ sessionId, fact }) => ({
      tenant_id: fact.tenantId,
      session_id: sessionId,
      fact_id: fact.id,
      kind: fact.kind,
      at: fact.at,
      fact,
    })),
    conflict: ['tenant_id', 'session_id', 'fact_id'],
    update: 'nothing',
  });
}
