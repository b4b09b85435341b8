import type { EntityManager } from 'typeorm';

/** Nobody repeats a request after so long; the session controller forgets its keys as soon. */
const KEPT = '7 days';

/** A change of a bill that was asked for under a key. */
export interface KeyedChange {
  tenantId: string;
  key: string;
  billId: string;
  requestHash: string;
}

/**
 * Takes the key for a change, in the transaction of the change; waits for another one that is about to take it. Old keys go.
 * @returns `taken`, or what the key was used for before: the `same` change or an `other` one
 */
export async function takeKey(em: EntityManager, wanted: KeyedChange): Promise<'taken' | 'same' | 'other'> {
  const { tenantId, key, billId, requestHash } = wanted;
  await em.query(
    `DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency_key
       WHERE created_at < now() - interval '${KEPT}' LIMIT 100 FOR UPDATE SKIP LOCKED))`,
  );
  const taken = await em.query<unknown[]>(
    `INSERT INTO idempotency_key (tenant_id, key, request_hash, bill_id, created_at) VALUES ($1, $2, $3, $4, now())
     ON CONFLICT DO NOTHING RETURNING key`,
    [tenantId, key, requestHash, billId],
  );
  if (taken.length > 0) return 'taken';
  const [kept] = await em.query<{ bill_id: string; request_hash: string }[]>(
    'SELECT bill_id, request_hash FROM idempotency_key WHERE tenant_id = $1 AND key = $2',
    [tenantId, key],
  );
  return kept?.bill_id === billId && kept.request_hash === requestHash ? 'same' : 'other';
}
