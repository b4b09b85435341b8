import type { Fact } from '@chargebus/contracts';

/** What may be subscribed to: a closed list, of billing's own facts. */
export const webhookKinds = ['bill.final', 'bill.held', 'bill.credited', 'invoice.issued', 'tariff.created'] as const;
export type WebhookKind = (typeof webhookKinds)[number];

/** A fact as webhooks tell it; undefined for one that nobody can subscribe to. */
export function toWebhookMessage(fact: Fact): { kind: WebhookKind; payload: string } | undefined {
  const kind = kindOf(fact);
  if (kind === undefined) return undefined;
  return { kind, payload: JSON.stringify({ type: kind, timestamp: fact.at, data: fact.data }) };
}

function kindOf(fact: Fact): WebhookKind | undefined {
  if (fact.kind === 'invoice.issued' || fact.kind === 'tariff.created') return fact.kind;
  if (fact.kind !== 'bill.changed' || fact.data.status === 'open') return undefined;
  return `bill.${fact.data.status}`;
}

/** When a delivery that failed is sent again, and when it is given up. */
export interface RetryRule {
  baseMs: number;
  maxAttempts: number;
}
const LONGEST_PAUSE_MS = 6 * 3_600_000;

/**
 * The pause before the next attempt: the base, doubled each time, up to six hours; each by a random share of up to half less, so that
 * what failed together does not come back together.
 * @param attempts - how many there were
 * @param random - from 0 to 1
 * @param askedMs - what the receiver asked for (Retry-After); at least so long
 * @returns undefined where the delivery is given up
 */
export function decideRetryMs(
  attempts: number,
  { baseMs, maxAttempts }: RetryRule,
  random: number,
  askedMs = 0,
): number | undefined {
  if (attempts >= maxAttempts) return undefined;
  const pauseMs = Math.min(baseMs * 2 ** (attempts - 1), LONGEST_PAUSE_MS) * (1 - random / 2);
  return Math.min(Math.max(pauseMs, askedMs), LONGEST_PAUSE_MS);
}
