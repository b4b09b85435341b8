import type { Outcome } from '@chargebus/ocpp-rpc';

/** Calls to one station that have no outcome yet, and who waits for it. */
export class OpenCalls {
  private readonly waiting = new Map<string, (outcome: Outcome) => void>();
  private idle: (() => void)[] = [];

  /** @returns the outcome of call `id`, once `settle` tells it. */
  begin(id: string): Promise<Outcome> {
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  settle(id: string, outcome: Outcome): void {
    this.waiting.get(id)?.(outcome);
    this.waiting.delete(id);
    if (this.waiting.size > 0) return;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  /** Resolves as soon as no call is open. */
  settled(): Promise<void> {
    if (this.waiting.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }
}
