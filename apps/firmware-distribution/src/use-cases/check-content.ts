import { createHash } from 'node:crypto';
import type { ImageContent } from '../domain/image';
import { MissingContent, type ImageFiles } from '../store/image-files';

export type ContentCheck = { readonly ok: true; readonly md5: string } | { readonly ok: false };

/** A content that was found whole is believed for so long: it is read once, not once a station. */
const BELIEVED_MS = 10 * 60_000;

/**
 * Reads what the store holds of an image, and compares it with what was uploaded. Asked before a station is told to fetch:
 * a disk that rots, or a bucket that somebody changed, would brick stations that check nothing themselves.
 */
export class CheckContent {
  private readonly checks = new Map<string, { at: number; check: Promise<ContentCheck> }>();

  constructor(private readonly files: Pick<ImageFiles, 'read'>) {}

  /** @returns the content's MD5 (hex), which OCPP's PublishFirmware asks for. @throws the store's error if it does not answer */
  check(image: ImageContent & { readonly id: string }): Promise<ContentCheck> {
    const known = this.checks.get(image.id);
    if (known !== undefined && Date.now() - known.at < BELIEVED_MS) return known.check;
    const check = this.read(image);
    const entry = { at: Date.now(), check };
    this.checks.set(image.id, entry);
    const forget = (): void => {
      if (this.checks.get(image.id) === entry) this.checks.delete(image.id);
    };
    // What is wrong may be put right: it is looked at again the next time.
    check.then((found) => !found.ok && forget(), forget);
    return check;
  }

  private async read({ id, sizeBytes, sha256 }: ImageContent & { readonly id: string }): Promise<ContentCheck> {
    const [sha, md5] = [createHash('sha256'), createHash('md5')];
    let bytes = 0;
    try {
      for await (const chunk of (await this.files.read(id, 0, sizeBytes - 1)) as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        sha.update(chunk);
        md5.update(chunk);
      }
    } catch (error) {
      if (error instanceof MissingContent) return { ok: false };
      throw error;
    }
    return bytes === sizeBytes && sha.digest('hex') === sha256 ? { ok: true, md5: md5.digest('hex') } : { ok: false };
  }
}
