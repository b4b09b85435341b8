import type { Fact } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { toWebhookMessage } from '../domain/webhook';
import { findSubscriptions } from '../store/webhook.repository';
import { insertDeliveries, type NewDelivery } from '../store/webhook-delivery.repository';

/**
 * Notes which webhooks are to be told these facts, in the transaction that tells them to the log. The same fact again (a replay, a
 * repeated batch) notes nothing new.
 */
export async function recordDeliveries(em: EntityManager, facts: readonly Fact[]): Promise<void> {
  const messages = facts.flatMap((fact) => {
    const message = toWebhookMessage(fact);
    return message ? [{ tenantId: fact.tenantId, id: fact.id, ...message }] : [];
  });
  if (messages.length === 0) return;
  const subscriptions = await findSubscriptions(em, [...new Set(messages.map(({ tenantId }) => tenantId))]);
  if (subscriptions.length === 0) return;
  const deliveries = messages.flatMap((message): NewDelivery[] =>
    subscriptions
      .filter(({ tenantId, kinds }) => tenantId === message.tenantId && kinds.includes(message.kind))
      .map(({ id: webhookId }) => ({ ...message, webhookId })),
  );
  await insertDeliveries(em, deliveries);
}
