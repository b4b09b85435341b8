import type { FactOf } from '@chargebus/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Author, FirmwareStore } from '../store/firmware-store';
import type { ImageFiles } from '../store/image-files';
import { deleteImage, lockImage, retireImage } from '../store/image.repository';
import type { ImageRow } from '../store/image.row';
import { countOpenLinks } from '../store/link.repository';

export type Removal = 'removed' | 'unknown' | 'not-retired' | 'in-use';

/** Takes images out of use: retired first, so that nobody begins with them any more, then deleted once nobody fetches. */
export class ChangeImage {
  constructor(
    private readonly store: FirmwareStore,
    private readonly files: ImageFiles,
  ) {}

  /** Retires it, once however often it is asked for. @returns null if there is no such image */
  retire(author: Author, id: string): Promise<ImageRow | null> {
    return this.store.write<ImageRow | null>(author, async (em) => {
      const image = await lockImage(em, author.tenantId, id);
      if (image === null || image.retiredAt !== null) return { result: image, facts: [] };
      const at = new Date().toISOString();
      await retireImage(em, author.tenantId, id, at);
      return { result: { ...image, retiredAt: at }, facts: [changed('firmware.image-retired', author, id, at)] };
    });
  }

  /** Deletes row and file. Killed in between, the next start finds the note of the file and asks the database. */
  async remove(author: Author, id: string): Promise<Removal> {
    const removal = await this.store.write<Removal>(author, async (em) => {
      const at = new Date().toISOString();
      const image = await lockImage(em, author.tenantId, id);
      if (image === null) return { result: 'unknown', facts: [] };
      if (image.retiredAt === null) return { result: 'not-retired', facts: [] };
      if ((await countOpenLinks(em, author.tenantId, id, at)) > 0) return { result: 'in-use', facts: [] };
      await this.files.doubt(id);
      await deleteImage(em, author.tenantId, id);
      return { result: 'removed', facts: [changed('firmware.image-deleted', author, id, at)] };
    });
    // The commit's answer may be lost, then this is not reached: the note decides at the next start.
    if (removal === 'removed') await this.files.remove(id);
    return removal;
  }
}

function changed<K extends 'firmware.image-retired' | 'firmware.image-deleted'>(
  kind: K,
  { tenantId, actor }: Author,
  imageId: string,
  at: string,
): FactOf<'firmware.image-retired'> | FactOf<'firmware.image-deleted'> {
  return { kind, id: uuidv7(), tenantId, key: `firmware-image:${imageId}`, at, actor, data: { imageId } };
}
