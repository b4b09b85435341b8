import { GATEWAY_LEASE_SUBJECT, gatewayLease } from '@chargebus/contracts';
import type { Msg, Subscription } from 'nats';
import type { Messaging } from '../messaging';
import { DEFAULT_LEASE_MS, GATEWAY_LEASE_LOST_SUBJECT } from './lease-subjects';

interface Gateway {
  heardAt: number;
  ttlMs: number;
  /** `told`: the listeners took note of its end; until then they are asked again. */
  state: 'alive' | 'expired' | 'told';
}

type ExpiryListener = (gatewayId: string) => Promise<void> | void;
const FORGET_AFTER_MS = 24 * 3600_000;

/**
 * Rule 19, the reader's side: tells when a gateway is dead. A lease ends only if this process could hear all the while:
 * each look is a round trip to the server, and a gap between two looks starts the time anew.
 */
export class GatewayLeases {
  private readonly leaseMs: number;
  private readonly gateways = new Map<string, Gateway>();
  private readonly listeners: ExpiryListener[] = [];
  private subscription: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;
  private looking = false;
  private hearingSince: number | undefined;
  private lookedAt = 0;

  constructor(
    private readonly messaging: Messaging,
    o: { leaseMs?: number } = {},
  ) {
    this.leaseMs = o.leaseMs ?? DEFAULT_LEASE_MS;
  }

  /** A listener that throws is called again until it succeeds or the gateway is back. */
  onExpired(listener: ExpiryListener): void {
    this.listeners.push(listener);
  }

  /**
   * Gateways that hold stations by what the reader has stored: if they are never heard, they expire too. To be called
   * at the start, for a gateway may have died while the reader was away.
   */
  expect(gatewayIds: Iterable<string>): void {
    for (const id of gatewayIds) {
      if (this.gateways.has(id)) continue;
      this.gateways.set(id, { heardAt: performance.now(), ttlMs: this.leaseMs, state: 'alive' });
    }
  }

  start(): void {
    this.subscription = this.messaging.nc.subscribe(GATEWAY_LEASE_SUBJECT, {
      callback: (error, msg) => (error ? this.messaging.logger.error(error.message) : this.hear(msg)),
    });
    this.stopListening = this.messaging.onDisconnect(() => (this.hearingSince = undefined));
    this.timer = setInterval(() => void this.look(), this.leaseMs / 5);
  }

  stop(): void {
    clearInterval(this.timer);
    this.stopListening?.();
    if (!this.messaging.nc.isClosed()) this.subscription?.unsubscribe();
  }

  private hear(msg: Msg): void {
    const lease = readLease(msg);
    if (!lease) return;
    const known = this.gateways.get(lease.gatewayId);
    if (known && known.state !== 'alive') {
      this.messaging.logger.warn(`gateway ${lease.gatewayId} is back after its lease had expired`);
      this.messaging.nc.publish(GATEWAY_LEASE_LOST_SUBJECT, JSON.stringify({ gatewayId: lease.gatewayId }));
    }
    this.gateways.set(lease.gatewayId, { heardAt: performance.now(), ttlMs: lease.ttlMs, state: 'alive' });
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const startedAt = performance.now();
      if (!(await this.roundTrip())) {
        this.hearingSince = undefined;
        return;
      }
      // What the server sent before its answer has been heard by now.
      const now = performance.now();
      if (startedAt - this.lookedAt > this.leaseMs / 2) this.hearingSince = undefined;
      this.hearingSince ??= now;
      this.lookedAt = now;
      await this.expire(now, this.hearingSince);
    } finally {
      this.looking = false;
    }
  }

  private async expire(now: number, hearingSince: number): Promise<void> {
    for (const [id, gateway] of this.gateways) {
      const silentMs = now - Math.max(gateway.heardAt, hearingSince);
      if (gateway.state === 'alive' && silentMs > gateway.ttlMs) {
        gateway.state = 'expired';
        this.messaging.logger.warn(`gateway ${id} was not heard for ${gateway.ttlMs} ms: its lease expired`);
      }
      if (gateway.state === 'expired' && (await this.tell(id))) gateway.state = 'told';
      if (gateway.state === 'told' && silentMs > FORGET_AFTER_MS) this.gateways.delete(id);
    }
  }

  private async tell(gatewayId: string): Promise<boolean> {
    try {
      for (const listener of this.listeners) await listener(gatewayId);
      return true;
    } catch (error) {
      this.messaging.logger.error(`expiry of gateway ${gatewayId} failed: ${String(error)}`);
      return false;
    }
  }

  private async roundTrip(): Promise<boolean> {
    if (!this.messaging.healthy()) return false;
    const answered = this.messaging.nc.flush().then(
      () => true,
      () => false,
    );
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), this.leaseMs / 3).unref());
    return Promise.race([answered, late]);
  }
}

function readLease(msg: Msg): { gatewayId: string; ttlMs: number } | undefined {
  try {
    const lease = gatewayLease.safeParse(msg.json());
    return lease.success ? lease.data : undefined;
  } catch {
    return undefined;
  }
}
