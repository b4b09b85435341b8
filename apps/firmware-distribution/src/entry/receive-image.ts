import type { Verify } from 'node:crypto';
import { badRequest, toFieldFaults, type FieldFault } from '@chargebus/service-runtime';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Author } from '../store/firmware-store';
import type { ImageFiles } from '../store/image-files';
import type { AddImage, Addition, Received } from '../use-cases/add-image';
import type { SweepLeftovers } from '../use-cases/sweep-leftovers';
import { findSignatureFaults } from '../use-cases/check-signature';
import { imageFields } from './image.dto';
import { readUpload, toUploadProblem } from './read-upload';

export interface ReceiveImageParts {
  readonly files: ImageFiles;
  readonly addImage: AddImage;
  readonly leftovers: SweepLeftovers;
  readonly maxBytes: number;
}

/** An upload from its first byte to the image, or to nothing: whatever goes wrong, no file stays behind. */
export class ReceiveImage {
  constructor(private readonly parts: ReceiveImageParts) {}

  /** @throws Problem that names each field at fault, or what broke */
  async receive(author: Author, request: FastifyRequest): Promise<Addition> {
    const { files, addImage, leftovers, maxBytes } = this.parts;
    await leftovers.sayAlive();
    const id = uuidv7();
    let verifier: Verify | undefined;
    try {
      const upload = await readUpload(request, maxBytes, async (fileName, stream) => {
        const received = await files.receive(id, stream);
        verifier = received.verifier;
        return { id, fileName, ...received.content };
      });
      const fields = imageFields.safeParse(upload.fields);
      const faults = [...upload.faults, ...(fields.success ? [] : toFieldFaults(fields.error.issues))];
      if (upload.file === undefined) faults.push({ path: 'file', message: 'is required' });
      else if (upload.file.sizeBytes === 0) faults.push({ path: 'file', message: 'must not be empty' });
      if (fields.success && upload.file !== undefined) faults.push(...findHashFaults(fields.data.sha256, upload.file));
      if (fields.success && verifier !== undefined)
        faults.push(...findSignatureFaults(fields.data, verifier, Date.now()));
      if (!fields.success || upload.file === undefined || faults.length > 0) throw badRequest(faults);
      const { sha256: _checked, ...details } = fields.data;
      return await addImage.add(author, details, upload.file);
    } catch (error) {
      throw toUploadProblem(error, maxBytes);
    } finally {
      // What cannot be removed now is removed at the next start.
      await files.discard(id).catch(() => undefined);
    }
  }
}

function findHashFaults(wanted: string | undefined, { sha256 }: Received): FieldFault[] {
  if (wanted === undefined || wanted === sha256) return [];
  return [{ path: 'sha256', message: `is not that of this file, which has ${sha256}` }];
}
