import { ALL_TENANTS, inTenant } from '@chargebus/database';
import type { DataSource, EntityManager } from 'typeorm';
import type { SessionKey } from './priced-session.repository';

/** Which bills: those made from `from` on and before `to`, of one tenant or all; UTC. */
export interface ReplayRange {
  from: string;
  to?: string | undefined;
  tenantId?: string | undefined;
}

/** Server-side, so that a million sessions take no memory here. */
const PAGE = 500;

/**
 * Calls `each` for every session that has a bill made in the range, or that ended and has none though it was met in it. All is read
 * as of one moment, so that a bill and its facts belong together while the service goes on.
 */
export async function forEachBilledSession(
  dataSource: DataSource,
  { from, to, tenantId }: ReplayRange,
  each: (key: SessionKey, em: EntityManager) => Promise<void>,
): Promise<void> {
  const readAll = async (em: EntityManager): Promise<void> => {
    await em.query('SET TRANSACTION READ ONLY');
    // Only for this transaction: sorting the keys of many bills may take longer than a request ever should.
    await em.query('SET LOCAL statement_timeout = 0');
    await em.query(
      `DECLARE billed_sessions NO SCROLL CURSOR FOR
       SELECT tenant_id, session_id FROM bill
       WHERE created_at >= $1 AND ($2::timestamptz IS NULL OR created_at < $2) AND ($3::text IS NULL OR tenant_id = $3)
       UNION
       SELECT s.tenant_id, s.session_id FROM priced_session s
       WHERE s.open IS FALSE AND s.met_at >= $1 AND ($2::timestamptz IS NULL OR s.met_at < $2)
         AND ($3::text IS NULL OR s.tenant_id = $3)
         AND NOT EXISTS (SELECT 1 FROM bill b WHERE b.tenant_id = s.tenant_id AND b.session_id = s.session_id)
       ORDER BY tenant_id, session_id`,
      [from, to ?? null, tenantId ?? null],
    );
    for (;;) {
      const rows = await em.query<{ tenant_id: string; session_id: string }[]>(`FETCH ${PAGE} FROM billed_sessions`);
      for (const { tenant_id, session_id } of rows) await each({ tenantId: tenant_id, sessionId: session_id }, em);
      if (rows.length < PAGE) return;
    }
  };
  await inTenant(dataSource, tenantId ?? ALL_TENANTS, readAll, { snapshot: true });
}

/** Numbers of final bills and credit notes that were taken and that no entry has, by tenant. */
export async function findNumberGaps(
  em: EntityManager,
  tenantId: string | undefined,
): Promise<{ tenantId: string; last: number; given: number }[]> {
  return em.query(
    `SELECT c.tenant_id AS "tenantId", c.last, count(e.number) AS given FROM bill_counter c
     LEFT JOIN bill_entry e ON e.tenant_id = c.tenant_id AND e.number BETWEEN 1 AND c.last
     WHERE $1::text IS NULL OR c.tenant_id = $1
     GROUP BY c.tenant_id, c.last HAVING count(e.number) <> c.last ORDER BY c.tenant_id`,
    [tenantId ?? null],
  );
}
