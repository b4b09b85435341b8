/**
 * Rule 4: the log counts as unreachable when nothing was acknowledged for a while although something waits. Time in
 * which this process itself stood still does not count.
 */
export class Reachability {
  private silentMs = 0;
  private lastTick: number;
  private up = true;

  constructor(
    private readonly o: {
      readonly unreachableAfterMs: number;
      readonly tickMs: number;
      onUnreachable(): void;
      onReachable(): void;
    },
    now: number,
  ) {
    this.lastTick = now;
  }

  get reachable(): boolean {
    return this.up;
  }

  tick(now: number, somethingWaits: boolean): void {
    const elapsed = Math.min(now - this.lastTick, 2 * this.o.tickMs);
    this.lastTick = now;
    this.silentMs = somethingWaits ? this.silentMs + elapsed : 0;
    if (this.up && this.silentMs >= this.o.unreachableAfterMs) {
      this.up = false;
      this.o.onUnreachable();
    }
  }

  acknowledged(): void {
    this.silentMs = 0;
    if (this.up) return;
    this.up = true;
    this.o.onReachable();
  }
}
