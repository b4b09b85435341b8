import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { WebhookKind } from '../domain/webhook';

export interface NewDelivery {
  tenantId: string;
  webhookId: string;
  /** The fact's. */
  id: string;
  kind: WebhookKind;
  payload: string;
}

/** A fact on its way to a webhook, or what became of it. */
export interface Delivery {
  id: string;
  kind: WebhookKind;
  status: 'pending' | 'delivered' | 'dead';
  attempts: number;
  nextAttemptAt: string | null;
  /** HTTP status last answered. */
  lastStatus: number | null;
  lastError: string | null;
  createdAt: string;
  endedAt: string | null;
  payload: unknown;
}

/** A delivery that this process is to send now, and nobody else until its lease ends. */
export interface ClaimedDelivery extends NewDelivery {
  url: string;
  /** The newest first. */
  secrets: string[];
  attempts: number;
  claims: number;
}

/** The same fact for the same webhook is noted once. */
export async function insertDeliveries(em: EntityManager, deliveries: readonly NewDelivery[]): Promise<void> {
  const at = new Date().toISOString();
  await bulkUpsert(em, {
    table: 'webhook_delivery',
    columns: {
      ...{ tenant_id: 'text', webhook_id: 'uuid', id: 'text', kind: 'text', payload: 'text', status: 'text' },
      ...{ attempts: 'integer', claims: 'integer', leased: 'boolean' },
      ...{ next_attempt_at: 'timestamptz', created_at: 'timestamptz' },
    },
    rows: deliveries.map(({ tenantId, webhookId, id, kind, payload }) => ({
      ...{ tenant_id: tenantId, webhook_id: webhookId, id, kind, payload, status: 'pending', attempts: 0 },
      ...{ claims: 0, leased: false, next_attempt_at: at, created_at: at },
    })),
    conflict: ['tenant_id', 'webhook_id', 'id'],
    update: 'nothing',
  });
}

interface DueWebhook {
  tenant_id: string;
  id: string;
  url: string;
  secret: string;
  previous_secret: string | null;
}

/**
 * Takes what is due, of each webhook so much that no more than `inFlight` are under way, in all replicas together: one replica at a
 * time takes of a webhook, whose row it locks. What is taken is leased: if this process dies, it is due again after `leaseMs`.
 */
export async function claimDeliveries(
  em: EntityManager,
  { inFlight, leaseMs }: { inFlight: number; leaseMs: number },
): Promise<ClaimedDelivery[]> {
  const webhooks = await em.query<DueWebhook[]>(
    `SELECT tenant_id, id, url, secret, CASE WHEN previous_secret_until > now() THEN previous_secret END AS previous_secret
     FROM webhook w WHERE enabled AND deleted_at IS NULL AND EXISTS (SELECT 1 FROM webhook_delivery d
       WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id AND d.status = 'pending' AND d.next_attempt_at <= now())
     ORDER BY tenant_id, id FOR NO KEY UPDATE SKIP LOCKED`,
  );
  if (webhooks.length === 0) return [];
  const of = 'd.tenant_id = w.tenant AND d.webhook_id = w.id';
  // A statement of its own, so that it sees what those who held the locks before have taken; materialised, for evaluated twice
  // within an update it would take twice as many.
  const [rows] = await em.query<
    [
      {
        tenant_id: string;
        webhook_id: string;
        id: string;
        kind: WebhookKind;
        payload: string;
        attempts: number;
        claims: number;
      }[],
      number,
    ]
  >(
    `WITH due AS MATERIALIZED (
       SELECT w.tenant, w.id AS webhook, d.id FROM unnest($1::text[], $2::uuid[]) AS w (tenant, id), LATERAL (
         SELECT d.id FROM webhook_delivery d WHERE ${of} AND d.status = 'pending' AND d.next_attempt_at <= now()
         ORDER BY d.next_attempt_at FOR UPDATE SKIP LOCKED
         LIMIT greatest(0, $4 - (SELECT count(*) FROM webhook_delivery d
           WHERE ${of} AND d.status = 'pending' AND d.leased AND d.next_attempt_at > now()))
       ) d
     )
     UPDATE webhook_delivery u SET leased = true, attempts = u.attempts + 1, claims = u.claims + 1,
       next_attempt_at = clock_timestamp() + $3 * interval '1 millisecond'
     FROM due WHERE u.tenant_id = due.tenant AND u.webhook_id = due.webhook AND u.id = due.id
     RETURNING u.tenant_id, u.webhook_id, u.id, u.kind, u.payload, u.attempts, u.claims`,
    [webhooks.map(({ tenant_id }) => tenant_id), webhooks.map(({ id }) => id), leaseMs, inFlight],
  );
  return rows.flatMap(({ tenant_id: tenantId, webhook_id: webhookId, ...row }) => {
    const webhook = webhooks.find(({ tenant_id, id }) => tenant_id === tenantId && id === webhookId);
    if (!webhook) return [];
    const secrets = [webhook.secret, webhook.previous_secret].filter((secret) => secret !== null);
    return [{ ...row, tenantId, webhookId, url: webhook.url, secrets }];
  });
}

/** What became of an attempt. */
export interface AttemptEnd {
  status: Delivery['status'];
  /** Of one that stays pending. */
  retryInMs: number;
  httpStatus: number | null;
  error: string | null;
}

/** Ends an attempt, unless the lease ran out and somebody else has taken the delivery since. */
export async function endAttempt(em: EntityManager, claimed: ClaimedDelivery, end: AttemptEnd): Promise<void> {
  await em.query(
    `UPDATE webhook_delivery SET status = $5, leased = false, last_status = $7, last_error = $8,
       next_attempt_at = now() + $6 * interval '1 millisecond',
       ended_at = CASE WHEN $5 = 'pending' THEN NULL ELSE now() END
     WHERE tenant_id = $1 AND webhook_id = $2 AND id = $3 AND claims = $4 AND status = 'pending'`,
    [
      ...[claimed.tenantId, claimed.webhookId, claimed.id, claimed.claims],
      ...[end.status, end.retryInMs, end.httpStatus, end.error],
    ],
  );
}

interface DeliveryRow extends Pick<Delivery, 'id' | 'kind' | 'status' | 'attempts'> {
  payload: string;
  next_attempt_at: string;
  last_status: number | null;
  last_error: string | null;
  created_at: string;
  ended_at: string | null;
}

/** Deliveries of a webhook, newest first, `limit + 1` of them. */
export async function listDeliveries(
  em: EntityManager,
  tenantId: string,
  webhookId: string,
  filter: { status: Delivery['status'] | undefined; limit: number; after: [at: string, id: string] | undefined },
): Promise<Delivery[]> {
  const rows = await em.query<DeliveryRow[]>(
    `SELECT * FROM webhook_delivery WHERE tenant_id = $1 AND webhook_id = $2 AND ($3::text IS NULL OR status = $3)
       AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5)) ORDER BY created_at DESC, id DESC LIMIT $6`,
    [tenantId, webhookId, filter.status ?? null, ...(filter.after ?? [null, null]), filter.limit + 1],
  );
  return rows.map(toDelivery);
}

/** Sends ended deliveries again: one, or all made since. @returns how many */
export async function replayDeliveries(
  em: EntityManager,
  tenantId: string,
  webhookId: string,
  which: { id?: string; from?: string; status?: 'delivered' | 'dead' | undefined },
): Promise<number> {
  const [, count] = await em.query<[unknown[], number]>(
    `UPDATE webhook_delivery SET status = 'pending', attempts = 0, leased = false, next_attempt_at = now(), ended_at = NULL
     WHERE tenant_id = $1 AND webhook_id = $2 AND status <> 'pending' AND ($3::text IS NULL OR id = $3)
       AND ($4::timestamptz IS NULL OR created_at >= $4) AND ($5::text IS NULL OR status = $5)`,
    [tenantId, webhookId, which.id ?? null, which.from ?? null, which.status ?? null],
  );
  return count;
}

export async function findDelivery(
  em: EntityManager,
  tenantId: string,
  webhookId: string,
  id: string,
): Promise<Delivery | undefined> {
  const [row] = await em.query<DeliveryRow[]>(
    'SELECT * FROM webhook_delivery WHERE tenant_id = $1 AND webhook_id = $2 AND id = $3',
    [tenantId, webhookId, id],
  );
  return row && toDelivery(row);
}

/** Forgets deliveries made before so many days, 5,000 at a time. @returns how many were forgotten */
export async function forgetDeliveries(em: EntityManager, days: number): Promise<number> {
  const [, count] = await em.query<[unknown[], number]>(
    `DELETE FROM webhook_delivery WHERE ctid IN (SELECT ctid FROM webhook_delivery
       WHERE created_at < now() - $1 * interval '1 day' ORDER BY created_at LIMIT 5000 FOR UPDATE SKIP LOCKED)`,
    [days],
  );
  return count;
}

/** How many deliveries wait and are dead, of all tenants: for metrics. */
export async function countDeliveries(em: EntityManager): Promise<{ status: string; n: number }[]> {
  return em.query(
    `SELECT status, count(*) AS n FROM webhook_delivery WHERE status IN ('pending', 'dead') GROUP BY status`,
  );
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    ...{ id: row.id, kind: row.kind, status: row.status, attempts: row.attempts },
    nextAttemptAt: row.status === 'pending' ? row.next_attempt_at : null,
    lastStatus: row.last_status,
    lastError: row.last_error,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    payload: JSON.parse(row.payload),
  };
}
