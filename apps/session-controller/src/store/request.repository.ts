import type { Actor } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';

/** Counters begin with the seconds since then (2025): 31 bits last for 68 years. */
const COUNTED_FROM = Date.UTC(2025, 0, 1) / 1_000;

/**
 * A number for a remote start, positive and never used before at this station: it keeps up with the clock, so that what a database
 * has forgotten of the last numbers, by a fail-over or as a restored backup, does not give them again.
 */
export async function nextRemoteStartId(em: EntityManager, tenantId: string, stationId: string): Promise<number> {
  const rows: { last: number }[] = await em.query(
    `INSERT INTO remote_start_counter AS counter (tenant_id, station_id, last) VALUES ($1, $2, $3)
     ON CONFLICT (tenant_id, station_id) DO UPDATE SET last = GREATEST(counter.last + 1, EXCLUDED.last) RETURNING last`,
    [tenantId, stationId, Math.floor(Date.now() / 1_000) - COUNTED_FROM],
  );
  return (rows[0] as { last: number }).last;
}

/** Ids of charging profiles that the platform gives by itself; those below are the operators'. */
export const FIRST_PROFILE_ID = 1_000_000;

/** An id for a charging profile of a session, never used before at this station. */
export async function nextProfileId(em: EntityManager, tenantId: string, stationId: string): Promise<number> {
  return FIRST_PROFILE_ID + (await nextRemoteStartId(em, tenantId, stationId));
}

/** What an idempotency key was first used for. */
export interface KeptRequest {
  sessionId: string;
  requestHash: string;
}

export async function findKeptRequest(
  em: EntityManager,
  tenantId: string,
  key: string,
): Promise<KeptRequest | undefined> {
  const rows: KeptRequest[] = await em.query(
    `SELECT session_id AS "sessionId", request_hash AS "requestHash" FROM idempotency_key
     WHERE tenant_id = $1 AND key = $2`,
    [tenantId, key],
  );
  return rows[0];
}

/** Takes the key for a request. @returns false if another request has it; waits for one that is about to take it. */
export async function keepRequest(
  em: EntityManager,
  o: KeptRequest & { tenantId: string; key: string; now: string },
): Promise<boolean> {
  const rows: unknown[] = await em.query(
    `INSERT INTO idempotency_key (tenant_id, key, request_hash, session_id, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING key`,
    [o.tenantId, o.key, o.requestHash, o.sessionId, o.now],
  );
  return rows.length > 0;
}

/** Gives a key back: its request never left, and may be made again. */
export async function forgetRequest(em: EntityManager, tenantId: string, key: string): Promise<void> {
  await em.query('DELETE FROM idempotency_key WHERE tenant_id = $1 AND key = $2', [tenantId, key]);
}

/** Forgets keys of requests made before `before`: nobody repeats those any more. */
export async function forgetOldRequests(em: EntityManager, before: string): Promise<void> {
  await em.query('DELETE FROM idempotency_key WHERE created_at < $1', [before]);
}

/** Records that someone told a session to do something; its outcome comes with `endCommand`. */
export async function beginCommand(
  em: EntityManager,
  o: { tenantId: string; id: string; sessionId: string; type: string; now: string; actor: Actor },
): Promise<void> {
  await em.query(
    `INSERT INTO session_command (tenant_id, id, session_id, type, created_at, actor_type, actor_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [o.tenantId, o.id, o.sessionId, o.type, o.now, o.actor.type, o.actor.id],
  );
}

export async function endCommand(
  em: EntityManager,
  o: { tenantId: string; id: string; status: string; response: unknown; now: string },
): Promise<void> {
  await em.query(
    'UPDATE session_command SET status = $3, response = $4::jsonb, ended_at = $5 WHERE tenant_id = $1 AND id = $2',
    [o.tenantId, o.id, o.status, JSON.stringify(o.response ?? null), o.now],
  );
}
