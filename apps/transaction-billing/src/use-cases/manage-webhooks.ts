import { randomBytes } from 'node:crypto';
import type { Actor } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { conflict, notFound, unprocessable, type DataSource } from '@chargebus/service-runtime';
import { v7 } from 'uuid';
import type { WebhookKind } from '../domain/webhook';
import {
  countWebhooks,
  deleteWebhook,
  findWebhook,
  insertWebhook,
  rotateSecret,
  updateWebhook,
  type Webhook,
} from '../store/webhook.repository';
import { findDelivery, replayDeliveries } from '../store/webhook-delivery.repository';
import { findUrlFault, type WebhookReach } from './post-webhook';

const MOST_WEBHOOKS = 50;

/** What webhooks are managed with: the database, the caller, and whom they may reach. */
export interface WebhookDesk {
  dataSource: DataSource;
  tenantId: string;
  actor: Actor;
  reach: WebhookReach;
}

/** Adds a receiver. @returns it with its secret, which is told this once. @throws Problem 422 naming the URL's fault, 409 `too-many` */
export async function addWebhook(
  { dataSource, tenantId, actor, reach }: WebhookDesk,
  wanted: { url: string; kinds: WebhookKind[]; secret?: string | undefined },
): Promise<Webhook & { secret: string }> {
  checkUrl(wanted.url, reach);
  const secret = wanted.secret ?? makeSecret();
  const { url, kinds } = wanted;
  const createdAt = new Date().toISOString();
  const webhook: Webhook = { id: v7(), url, kinds, enabled: true, disabledFor: null, createdAt };
  await inTenant(dataSource, tenantId, async (em) => {
    const there = await countWebhooks(em, tenantId);
    if (there >= MOST_WEBHOOKS) throw conflict('too-many', `There are ${there} webhooks; more are not taken.`);
    await insertWebhook(em, tenantId, webhook, secret, actor);
  });
  return { ...webhook, secret };
}

/** Changes what is given. @throws Problem 404, 422 naming the URL's fault */
export async function changeWebhook(
  { dataSource, tenantId, actor, reach }: WebhookDesk,
  id: string,
  change: { url?: string | undefined; kinds?: WebhookKind[] | undefined; enabled?: boolean | undefined },
): Promise<Webhook> {
  if (change.url !== undefined) checkUrl(change.url, reach);
  return inTenant(dataSource, tenantId, async (em) => {
    await updateWebhook(em, tenantId, id, change, actor);
    const webhook = await findWebhook(em, tenantId, id);
    if (!webhook) throw notFound('webhook', id);
    return webhook;
  });
}

/** Gives a webhook a new secret; the one before signs as well for `overlapS`. @returns the new one, told this once. @throws Problem 404 */
export async function changeSecret(
  { dataSource, tenantId, actor }: WebhookDesk,
  id: string,
  { secret = makeSecret(), overlapS }: { secret?: string | undefined; overlapS: number },
): Promise<{ secret: string; previousSignsUntil: string }> {
  const until = new Date(Date.now() + overlapS * 1_000).toISOString();
  await inTenant(dataSource, tenantId, async (em) => {
    if (!(await findWebhook(em, tenantId, id))) throw notFound('webhook', id);
    await rotateSecret(em, tenantId, id, { secret, until }, actor);
  });
  return { secret, previousSignsUntil: until };
}

/** @throws Problem 404 */
export async function removeWebhook({ dataSource, tenantId, actor }: WebhookDesk, id: string): Promise<void> {
  const there = await inTenant(dataSource, tenantId, (em) => deleteWebhook(em, tenantId, id, actor));
  if (!there) throw notFound('webhook', id);
}

/** Sends one delivery again. @throws Problem 404; 409 while it waits to be sent anyway */
export async function replayDelivery(
  { dataSource, tenantId }: WebhookDesk,
  id: string,
  deliveryId: string,
): Promise<void> {
  await inTenant(dataSource, tenantId, async (em) => {
    if (!(await findWebhook(em, tenantId, id))) throw notFound('webhook', id);
    if ((await replayDeliveries(em, tenantId, id, { id: deliveryId })) > 0) return;
    if (!(await findDelivery(em, tenantId, id, deliveryId))) throw notFound('delivery', deliveryId);
    throw conflict('pending', 'It waits to be sent.');
  });
}

/** Sends all ended deliveries made since again, or those of them that are dead, or were delivered. @returns how many. @throws Problem 404 */
export async function replaySince(
  { dataSource, tenantId }: WebhookDesk,
  id: string,
  which: { from: string; status?: 'delivered' | 'dead' | undefined },
): Promise<number> {
  return inTenant(dataSource, tenantId, async (em) => {
    if (!(await findWebhook(em, tenantId, id))) throw notFound('webhook', id);
    return replayDeliveries(em, tenantId, id, which);
  });
}

function checkUrl(url: string, reach: WebhookReach): void {
  const fault = findUrlFault(url, reach);
  if (fault) throw unprocessable([{ path: 'url', message: fault }]);
}

const makeSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
