import type { Actor } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type { WebhookKind } from '../domain/webhook';

/** A receiver of facts; its secret is told once and never read back. */
export interface Webhook {
  id: string;
  url: string;
  kinds: WebhookKind[];
  enabled: boolean;
  /** Why it was switched off by itself: `gone`, the receiver answered 410. */
  disabledFor: string | null;
  createdAt: string;
}

interface WebhookRow extends Pick<Webhook, 'id' | 'url' | 'kinds' | 'enabled'> {
  disabled_for: string | null;
  created_at: string;
}

const SELECT = 'SELECT id, url, kinds, enabled, disabled_for, created_at FROM webhook';

/** The webhooks of these tenants and what each wants. */
export async function findSubscriptions(
  em: EntityManager,
  tenantIds: string[],
): Promise<{ tenantId: string; id: string; kinds: WebhookKind[] }[]> {
  return em.query(
    'SELECT tenant_id AS "tenantId", id, kinds FROM webhook WHERE tenant_id = ANY($1) AND deleted_at IS NULL',
    [tenantIds],
  );
}

export async function insertWebhook(
  em: EntityManager,
  tenantId: string,
  webhook: Webhook,
  secret: string,
  actor: Actor,
): Promise<void> {
  const { id, url, kinds, enabled, createdAt } = webhook;
  await em.query(
    `INSERT INTO webhook (tenant_id, id, url, kinds, enabled, secret, created_at, actor_type, actor_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [tenantId, id, url, JSON.stringify(kinds), enabled, secret, createdAt, actor.type, actor.id],
  );
}

/** How many a tenant has; whoever adds one waits until this transaction ends. */
export async function countWebhooks(em: EntityManager, tenantId: string): Promise<number> {
  await em.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`webhooks:${tenantId}`]);
  const [row] = await em.query<{ n: number }[]>(
    'SELECT count(*) AS n FROM webhook WHERE tenant_id = $1 AND deleted_at IS NULL',
    [tenantId],
  );
  return row?.n ?? 0;
}

export async function findWebhook(em: EntityManager, tenantId: string, id: string): Promise<Webhook | undefined> {
  const [row] = await em.query<WebhookRow[]>(`${SELECT} WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL`, [
    tenantId,
    id,
  ]);
  return row && toWebhook(row);
}

/** Webhooks, newest first, `limit + 1` of them. @param page - `after`: the id that the page comes after (UUIDv7: by time) */
export async function listWebhooks(
  em: EntityManager,
  tenantId: string,
  page: { limit: number; after: string | undefined },
): Promise<Webhook[]> {
  const rows = await em.query<WebhookRow[]>(
    `${SELECT} WHERE tenant_id = $1 AND deleted_at IS NULL AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [tenantId, page.after ?? null, page.limit + 1],
  );
  return rows.map(toWebhook);
}

/** Changes what is given. Switched on again, it forgets why it was off. */
export async function updateWebhook(
  em: EntityManager,
  tenantId: string,
  id: string,
  change: { url?: string | undefined; kinds?: WebhookKind[] | undefined; enabled?: boolean | undefined },
  actor: Actor,
): Promise<void> {
  await em.query(
    `UPDATE webhook SET url = coalesce($3, url), kinds = coalesce($4::jsonb, kinds), enabled = coalesce($5, enabled),
       disabled_for = CASE WHEN $5::boolean THEN NULL ELSE disabled_for END, actor_type = $6, actor_id = $7
     WHERE tenant_id = $1 AND id = $2`,
    [
      tenantId,
      id,
      change.url ?? null,
      change.kinds ? JSON.stringify(change.kinds) : null,
      change.enabled ?? null,
      ...[actor.type, actor.id],
    ],
  );
}

/** The receiver says that it is gone: nothing is sent any more, what waits is kept. */
export async function disableGone(em: EntityManager, tenantId: string, id: string): Promise<void> {
  await em.query(`UPDATE webhook SET enabled = false, disabled_for = 'gone' WHERE tenant_id = $1 AND id = $2`, [
    tenantId,
    id,
  ]);
}

/** Signs with a new secret; the one before signs too until `until`. */
export async function rotateSecret(
  em: EntityManager,
  tenantId: string,
  id: string,
  { secret, until }: { secret: string; until: string },
  actor: Actor,
): Promise<void> {
  await em.query(
    `UPDATE webhook SET previous_secret = secret, previous_secret_until = $4, secret = $3, actor_type = $5, actor_id = $6
     WHERE tenant_id = $1 AND id = $2`,
    [tenantId, id, secret, until, actor.type, actor.id],
  );
}

/** Deletes a webhook; what waits for it is not sent any more. */
export async function deleteWebhook(em: EntityManager, tenantId: string, id: string, actor: Actor): Promise<boolean> {
  const [, count] = await em.query<[unknown[], number]>(
    `UPDATE webhook SET deleted_at = now(), enabled = false, secret = '', previous_secret = NULL, actor_type = $3, actor_id = $4
     WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL`,
    [tenantId, id, actor.type, actor.id],
  );
  return count > 0;
}

const toWebhook = ({ disabled_for: disabledFor, created_at: createdAt, ...row }: WebhookRow): Webhook => ({
  ...{ id: row.id, url: row.url, kinds: row.kinds, enabled: row.enabled, disabledFor, createdAt },
});
