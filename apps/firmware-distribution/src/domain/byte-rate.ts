/** How much may go out at once, in seconds of the rate: small, so that a slow link is even. */
const BURST_S = 0.25;
/** Less than this at a time is more header than content. */
const SMALLEST_SLICE_BYTES = 1_024;

/** Bytes that may go out at a steady rate. All that share it draw on one account, first come first served. */
export class ByteRate {
  private freeAtMs = 0;

  constructor(private bytesPerS: number) {}

  /** From now on; what is on its way keeps its turn. */
  change(bytesPerS: number): void {
    this.bytesPerS = bytesPerS;
  }

  /** As much as should be taken at a time, so that many take turns. */
  get sliceBytes(): number {
    return Math.max(SMALLEST_SLICE_BYTES, Math.floor(this.bytesPerS * BURST_S));
  }

  /** Takes `bytes`. @returns how many milliseconds to wait before they may go */
  take(bytes: number, nowMs: number): number {
    this.freeAtMs = Math.max(this.freeAtMs, nowMs - BURST_S * 1000) + (bytes / this.bytesPerS) * 1000;
    return Math.max(0, this.freeAtMs - nowMs);
  }
}

/** Takes the same bytes from several rates: the slowest says when they may go. */
export function takeFromAll(rates: readonly ByteRate[], bytes: number, nowMs: number): number {
  return Math.max(0, ...rates.map((rate) => rate.take(bytes, nowMs)));
}

/** The most to take at a time from all of these rates. */
export function sliceOf(rates: readonly ByteRate[]): number {
  return Math.min(Infinity, ...rates.map(({ sliceBytes }) => sliceBytes));
}
