import { Transform, type TransformCallback } from 'node:stream';

/** How much may go out at once, in seconds of the rate: small, so that a slow link is even. */
const BURST_S = 0.25;

/** Bytes that may go out at a steady rate; all connections of one link draw on one bucket. */
export class TokenBucket {
  private freeAtMs = 0;

  constructor(readonly bytesPerS: number) {}

  /** Takes `bytes`. @returns how many milliseconds to wait before they may go */
  take(bytes: number, nowMs: number): number {
    this.freeAtMs = Math.max(this.freeAtMs, nowMs - BURST_S * 1000) + (bytes / this.bytesPerS) * 1000;
    return Math.max(0, this.freeAtMs - nowMs);
  }
}

/** Lets bytes pass at the bucket's rate and says how many passed; what is held back holds back the disk. */
export class Throttle extends Transform {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bucket: TokenBucket | undefined,
    private readonly onBytes: (bytes: number) => void,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const pass = (): void => {
      this.onBytes(chunk.length);
      done(null, chunk);
    };
    const waitMs = this.bucket?.take(chunk.length, performance.now()) ?? 0;
    if (waitMs < 1) pass();
    else this.timer = setTimeout(pass, waitMs);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.timer);
    done(error);
  }
}
