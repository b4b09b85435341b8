import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { SessionFact } from '../domain/session-course';
import type { SessionKey } from './priced-session.repository';

/** A fact that a bill is made of, and where it stands in the log. */
export interface SessionInput {
  fact: SessionFact;
  seq: number;
  index: number;
}

/** Keeps the facts that bills are made of; the same fact again changes nothing. */
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
    rows: inputs.map(({ fact, seq, index }) => ({
      tenant_id: fact.tenantId,
      session_id: fact.data.session.id,
      fact_id: fact.id,
      kind: fact.kind,
      at: fact.at,
      log_seq: seq,
      log_index: index,
      fact,
    })),
    conflict: ['tenant_id', 'session_id', 'fact_id'],
    update: 'nothing',
  });
}

/** All facts of a session, in the order of the log. */
export async function findInputs(em: EntityManager, key: SessionKey): Promise<SessionFact[]> {
  const rows = await em.query<{ fact: SessionFact }[]>(
    `SELECT fact FROM session_input WHERE tenant_id = $1 AND session_id = $2 ORDER BY at, log_seq, log_index`,
    [key.tenantId, key.sessionId],
  );
  return rows.map(({ fact }) => fact);
}
