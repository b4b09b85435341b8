import { createHash, createVerify, type Verify } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import type { ImageContent } from '../domain/image';

/** An upload that went through, and what its signature can be checked with. */
export interface MeteredContent {
  readonly content: ImageContent;
  readonly verifier: Verify;
}

/** Lets an upload pass and measures it on the way: its size, its checksum, and what its signature is checked against. */
export class ImageMeter extends Transform {
  private readonly hash = createHash('sha256');
  // Who signed it is known when the last field has come, and by then the content has gone by.
  private readonly verifier = createVerify('sha256');
  private sizeBytes = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(chunk);
    this.verifier.update(chunk);
    this.sizeBytes += chunk.length;
    done(null, chunk);
  }

  /** Asked once, after the last byte. */
  result(): MeteredContent {
    return { content: { sizeBytes: this.sizeBytes, sha256: this.hash.digest('hex') }, verifier: this.verifier };
  }
}
