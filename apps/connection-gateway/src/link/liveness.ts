/** Tells when a station was heard last, when to ping it, and when it counts as gone. Times in ms. */
export class Liveness {
  private heardAt: number;
  private pingedAt: number;
  private hasPonged = false;

  constructor(now: number) {
    this.heardAt = this.pingedAt = now;
  }

  /** Any frame is a sign of life (messaging rule 19). */
  heard(now: number): void {
    this.heardAt = now;
  }

  ponged(now: number): void {
    this.hasPonged = true;
    this.heardAt = now;
  }

  /**
   * What to do now. A station is gone after two ping intervals and 5 s without a sign of life. Some never answer pings: until
   * one did, two and a half of its heartbeat intervals (`intervalS`, seconds) count as well.
   */
  look(now: number, pingIntervalMs: number, intervalS: number | undefined): 'fine' | 'ping' | 'gone' {
    const byPing = 2 * pingIntervalMs + 5_000;
    const allowedMs = this.hasPonged ? byPing : Math.max(byPing, 2_500 * (intervalS ?? 0));
    if (now - this.heardAt > allowedMs) return 'gone';
    if (now - this.pingedAt < pingIntervalMs) return 'fine';
    this.pingedAt = now;
    return 'ping';
  }
}
