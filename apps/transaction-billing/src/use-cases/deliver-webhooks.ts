import { ALL_TENANTS, inTenant } from '@chargebus/database';
import { Wake } from '@chargebus/messaging';
import type { DataSource, Logger } from '@chargebus/service-runtime';
import { decideRetryMs, type RetryRule } from '../domain/webhook';
import { disableGone } from '../store/webhook.repository';
import {
  claimDeliveries,
  endAttempt,
  forgetDeliveries,
  type AttemptEnd,
  type ClaimedDelivery,
} from '../store/webhook-delivery.repository';
import { postWebhook, type PostEnd, type WebhookReach } from './post-webhook';

export interface WebhookSettings extends WebhookReach, RetryRule {
  timeoutMs: number;
  /** Sent to one webhook at the same time, by all replicas together. */
  inFlight: number;
  retentionDays: number;
}

const POLL_MS = 500;
const FORGET_EVERY_MS = 3_600_000;
/** A lease outlives the longest attempt by this. */
const LEASE_MARGIN_MS = 20_000;
/** So long a stop waits for answers. */
const DRAIN_MS = 3_000;

/**
 * Sends what is due, in every replica. Each webhook has its own room, so that a slow one holds up nobody; what is being sent is leased,
 * so that two replicas never send the same and a killed one's deliveries are sent again, under the same id.
 */
export class DeliverWebhooks {
  private readonly wake = new Wake();
  private readonly sending = new Set<Promise<void>>();
  private readonly stopped = new AbortController();
  private loop: Promise<void> | undefined;
  private stopping = false;
  private forgotAt = -Infinity;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: WebhookSettings,
    private readonly logger: Logger,
    private readonly onEnd: (outcome: 'delivered' | 'failed' | 'dead') => void = () => undefined,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** There is something to send: need not wait for the poll. */
  nudge(): void {
    this.wake.now();
  }

  /** Takes nothing more, waits a moment for answers, and gives up what has none: it is sent again. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake.now();
    await this.loop;
    const timer = setTimeout(() => this.stopped.abort(), DRAIN_MS);
    await Promise.allSettled(this.sending);
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.forget();
        for (const delivery of await this.claim()) this.begin(delivery);
      } catch (error) {
        this.logger.warn({ err: error }, 'webhooks: trying again');
      }
      if (!this.stopping) await this.wake.sleep(POLL_MS);
    }
  }

  private claim(): Promise<ClaimedDelivery[]> {
    const { inFlight, timeoutMs } = this.settings;
    const leaseMs = timeoutMs + LEASE_MARGIN_MS;
    return inTenant(this.dataSource, ALL_TENANTS, (em) => claimDeliveries(em, { inFlight, leaseMs }));
  }

  private begin(delivery: ClaimedDelivery): void {
    const sent = this.send(delivery).catch((error: unknown) => {
      // It is sent again when its lease is over.
      this.logger.warn({ err: error, webhookId: delivery.webhookId }, 'webhook: its end could not be noted');
    });
    this.sending.add(sent);
    void sent.finally(() => {
      this.sending.delete(sent);
      this.wake.now();
    });
  }

  private async send(delivery: ClaimedDelivery): Promise<void> {
    const answer = await postWebhook(delivery, { ...this.settings, signal: this.stopped.signal });
    const end = this.decideEnd(delivery, answer);
    await inTenant(this.dataSource, delivery.tenantId, async (em) => {
      await endAttempt(em, delivery, end);
      // Standard Webhooks: 410 Gone means that nobody wants them any more.
      if (answer.status === 410) await disableGone(em, delivery.tenantId, delivery.webhookId);
    });
    this.onEnd(end.status === 'pending' ? 'failed' : end.status);
  }

  private decideEnd({ attempts }: ClaimedDelivery, { status: httpStatus, error, retryAfterS }: PostEnd): AttemptEnd {
    if (error === null) return { status: 'delivered', retryInMs: 0, httpStatus, error };
    const retryInMs = decideRetryMs(attempts, this.settings, Math.random(), (retryAfterS ?? 0) * 1_000);
    return { status: retryInMs === undefined ? 'dead' : 'pending', retryInMs: retryInMs ?? 0, httpStatus, error };
  }

  private async forget(): Promise<void> {
    if (performance.now() - this.forgotAt < FORGET_EVERY_MS) return;
    this.forgotAt = performance.now();
    const some = (): Promise<number> =>
      inTenant(this.dataSource, ALL_TENANTS, (em) => forgetDeliveries(em, this.settings.retentionDays));
    while (!this.stopping && (await some()) > 0);
  }
}
