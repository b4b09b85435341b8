import type { FactOf } from '@chargebus/contracts';
import { v7 as uuidv7 } from 'uuid';
import { type ImageContent, type ImageDetails, type ImageRefusal, refuseTwin } from '../domain/image';
import type { Author, FirmwareStore } from '../store/firmware-store';
import type { ImageFiles } from '../store/image-files';
import { findImage, findTwin, insertImage } from '../store/image.repository';
import type { ImageRow } from '../store/image.row';

/** An upload that has arrived whole and waits for its row. */
export interface Received extends ImageContent {
  readonly id: string;
  readonly fileName: string;
}

export type Addition = { ok: true; image: ImageRow } | ImageRefusal;

/** Makes an image of an upload: its file in place, its row and its fact, or none of them. */
export class AddImage {
  constructor(
    private readonly store: FirmwareStore,
    private readonly files: ImageFiles,
  ) {}

  async add(author: Author, details: ImageDetails, received: Received): Promise<Addition> {
    const row: ImageRow = {
      tenantId: author.tenantId,
      createdByType: author.actor.type,
      createdById: author.actor.id,
      createdAt: new Date().toISOString(),
      retiredAt: null,
      ...details,
      ...received,
    };
    let addition: Addition;
    try {
      addition = await this.write(author, row);
    } catch (error) {
      addition = { ok: true, image: await this.findCommitted(author.tenantId, row.id, error) };
    }
    if (addition.ok) await this.files.settle(row.id);
    return addition;
  }

  private write(author: Author, row: ImageRow): Promise<Addition> {
    return this.store.write<Addition>(author, async (em) => {
      // Waits for another upload of the same version that is about to commit.
      if (!(await insertImage(em, row))) {
        const twin = await findTwin(em, row.tenantId, row);
        if (twin === null) throw new Error(`image ${row.id} was kept out by one that is not there`);
        return { result: refuseTwin(twin, row), facts: [] };
      }
      // Before the commit: no reader ever sees a row without its file.
      await this.files.place(row.id);
      return { result: { ok: true, image: row }, facts: [imageAdded(author, row)] };
    });
  }

  /** The commit may have happened though its answer was lost. @throws `error` if it has not, or if nobody can say. */
  private async findCommitted(tenantId: string, id: string, error: unknown): Promise<ImageRow> {
    let image: ImageRow | null;
    try {
      image = await this.store.read(tenantId, (em) => findImage(em, tenantId, id));
    } catch {
      // The note beside the file stays: the next start asks the database.
      throw error;
    }
    if (image !== null) return image;
    await this.files.remove(id);
    throw error;
  }
}

function imageAdded(
  { tenantId, actor }: Author,
  { id, vendor, model, version, sha256, createdAt }: ImageRow,
): FactOf<'firmware.image-added'> {
  const data = { imageId: id, vendor, model, version, sha256 };
  return {
    kind: 'firmware.image-added',
    id: uuidv7(),
    tenantId,
    key: `firmware-image:${id}`,
    at: createdAt,
    actor,
    data,
  };
}
