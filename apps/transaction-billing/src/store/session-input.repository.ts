import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import { toInput, type BillInput } from '../domain/bill-input';
import type { SessionFact } from '../domain/session-course';
import type { SessionKey } from './priced-session.repository';

/** A fact that a bill is made of, where it stands in the log, and the occasion of the session before it (`toOccasion`). */
export interface SessionInput {
  fact: SessionFact;
  seq: number;
  index: number;
  occasion: string | null;
}

/** Keeps what bills are made of; the same fact again changes nothing. */
export async function keepInputs(em: EntityManager, inputs: readonly SessionInput[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'session_input',
    columns: {
      tenant_id: 'text',
      session_id: 'text',
      fact_id: 'text',
      kind: 'text',
      at: 'timestamptz',
      log_seq: 'bigint',
      log_index: 'integer',
      fact: 'jsonb',
    },
    rows: inputs.map(({ fact, seq, index, occasion }) => ({
      tenant_id: fact.tenantId,
      session_id: fact.data.session.id,
      fact_id: fact.id,
      kind: fact.kind,
      at: fact.at,
      log_seq: seq,
      log_index: index,
      fact: toInput(fact, occasion),
    })),
    conflict: ['tenant_id', 'session_id', 'fact_id'],
    update: 'nothing',
  });
}

/** All inputs of a session's bill, in the order of the log. Old rows hold their facts whole. */
export async function findInputs(em: EntityManager, key: SessionKey): Promise<BillInput[]> {
  const rows = await em.query<{ fact: BillInput }[]>(
    `SELECT fact FROM session_input WHERE tenant_id = $1 AND session_id = $2 ORDER BY at, log_seq, log_index`,
    [key.tenantId, key.sessionId],
  );
  return rows.map(({ fact }) => fact);
}

/**
 * Joins `s.session`: the session as its end says, or else its last fact; null where nothing is kept of it.
 * @param tenant, session - SQL of its key
 */
export const joinLastSession = (tenant: string, session: string): string => {
  const inputs = `FROM session_input WHERE tenant_id = ${tenant} AND session_id = ${session}`;
  const lastFirst = `ORDER BY kind = 'session.ended' DESC, at DESC, log_seq DESC, log_index DESC LIMIT 1`;
  return `LEFT JOIN LATERAL (
    SELECT CASE WHEN last.session ? 'token' THEN last.session ELSE
      (SELECT fact#>'{data,session}' ${inputs} AND fact#>'{data,session}' ? 'token' ${lastFirst}) || last.session END AS session
    FROM (SELECT fact#>'{data,session}' AS session ${inputs} ${lastFirst}) last
  ) s ON true`;
};
