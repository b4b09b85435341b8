import { Transform, type TransformCallback } from 'node:stream';
import { ByteRate, sliceOf, takeFromAll } from '../domain/byte-rate';
import type { LinkRow } from '../store/link.row';

/** The caps of links and rollouts while anything goes out under them: all connections of one cap share it. */
export class Caps {
  private readonly shared = new Map<string, { rate: ByteRate; users: number }>();

  /** @returns the rates that the link's bytes are taken from; `giveBack` follows */
  take(link: LinkRow): ByteRate[] {
    return capsOf(link).map(({ name, bytesPerS }) => {
      const cap = this.shared.get(name) ?? { rate: new ByteRate(bytesPerS), users: 0 };
      // The newest link knows what its rollout is held to now.
      cap.rate.change(bytesPerS);
      cap.users += 1;
      this.shared.set(name, cap);
      return cap.rate;
    });
  }

  giveBack(link: LinkRow): void {
    for (const { name } of capsOf(link)) {
      const cap = this.shared.get(name);
      if (cap !== undefined && --cap.users === 0) this.shared.delete(name);
    }
  }
}

function capsOf(link: LinkRow): { name: string; bytesPerS: number }[] {
  const { id, tenantId, maxBytesPerS, rolloutId, rolloutMaxBytesPerS } = link;
  return [
    ...(maxBytesPerS === null ? [] : [{ name: id, bytesPerS: maxBytesPerS }]),
    ...(rolloutId === null || rolloutMaxBytesPerS === null
      ? []
      : [{ name: JSON.stringify([tenantId, rolloutId]), bytesPerS: rolloutMaxBytesPerS }]),
  ];
}

/** A content ended before its time. */
export class ShortContent extends Error {
  constructor(missingBytes: number) {
    super(`${missingBytes} bytes are missing in the store`);
  }
}

/** Lets bytes pass at the rates' pace and says how many passed; what is held back holds back the store. */
export class Throttle extends Transform {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly rates: readonly ByteRate[],
    private missingBytes: number,
    private readonly onBytes: (bytes: number) => void,
  ) {
    super();
  }

  /** Whether it is we who send nothing, and not the station that takes nothing. */
  get holdsBack(): boolean {
    return this.timer !== undefined;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (chunk.length === 0) return done();
    const slice = chunk.subarray(0, Math.min(chunk.length, sliceOf(this.rates)));
    const pass = (): void => {
      this.timer = undefined;
      this.missingBytes -= slice.length;
      this.onBytes(slice.length);
      this.push(slice);
      this._transform(chunk.subarray(slice.length), _encoding, done);
    };
    const waitMs = takeFromAll(this.rates, slice.length, performance.now());
    if (waitMs < 1) pass();
    else this.timer = setTimeout(pass, waitMs);
  }

  override _flush(done: TransformCallback): void {
    done(this.missingBytes > 0 ? new ShortContent(this.missingBytes) : null);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.timer);
    done(error);
  }
}
