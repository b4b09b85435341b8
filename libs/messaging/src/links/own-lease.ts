import { GATEWAY_LEASE_SUBJECT, type GatewayLease } from '@chargebus/contracts';
import type { Messaging } from '../messaging';

interface OwnLeaseOptions {
  readonly messaging: Messaging;
  readonly gatewayId: string;
  readonly leaseMs: number;
  /** A whole lease went by in which nobody can have heard this gateway (rule 19). */
  onMissed(): void;
}

/** Says every third of a lease that this gateway lives, and knows whether that was heard. */
export class OwnLease {
  private confirmedAt = performance.now();
  private beating = false;
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;

  constructor(private readonly o: OwnLeaseOptions) {}

  start(): void {
    this.confirmedAt = performance.now();
    this.timer = setInterval(() => void this.beat(), this.o.leaseMs / 3);
    this.stopListening = this.o.messaging.onReconnect(() => void this.beat());
    void this.beat();
  }

  stop(): void {
    clearInterval(this.timer);
    this.stopListening?.();
  }

  /** False also in a process that has just woken up: what it finds in its buffers may be old. */
  live(): boolean {
    return performance.now() - this.confirmedAt < this.o.leaseMs;
  }

  private async beat(): Promise<void> {
    const { messaging, gatewayId, leaseMs } = this.o;
    if (this.beating || !messaging.healthy()) return;
    this.beating = true;
    const startedAt = performance.now();
    try {
      const lease: GatewayLease = { gatewayId, ttlMs: leaseMs };
      messaging.nc.publish(GATEWAY_LEASE_SUBJECT, JSON.stringify(lease));
      // Only the round trip shows that the server has it.
      await messaging.nc.flush();
      const missed = startedAt - this.confirmedAt > leaseMs;
      this.confirmedAt = startedAt;
      if (missed) this.o.onMissed();
    } catch {
      // Disconnected meanwhile: the reconnect beats again.
    } finally {
      this.beating = false;
    }
  }
}
