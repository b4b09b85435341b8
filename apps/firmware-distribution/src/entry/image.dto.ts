import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { ImageRow } from '../store/image.row';

const word = (most: number) => z.string().trim().min(1, 'must not be empty').max(most);

/** The text fields of an upload. Lengths are those of OCPP 2.x, the widest. */
export const imageFields = z.strictObject({
  vendor: word(50),
  model: word(50),
  version: word(50),
  notes: z
    .string()
    .trim()
    .max(2_000)
    .optional()
    .transform((text) => (text === undefined || text === '' ? null : text)),
});

export class ListImagesQuery extends createZodDto(
  z.strictObject({
    ...listQuery,
    vendor: z.string().optional(),
    model: z.string().optional(),
    version: z.string().optional(),
  }),
) {}

const imageView = z.object({
  id: z.uuid(),
  vendor: z.string(),
  model: z.string(),
  version: z.string(),
  notes: z.string().nullable(),
  fileName: z.string(),
  sizeBytes: z.int(),
  sha256: z.string().describe('Of the content, lower-case hex.'),
  createdAt: z.string(),
  createdBy: z.object({ type: z.string(), id: z.string() }),
});
export type ImageView = z.output<typeof imageView>;
export class ImageDto extends createZodDto(imageView) {}
export class ImagePageDto extends createZodDto(
  z.object({ items: z.array(imageView), nextCursor: z.string().nullable() }),
) {}

export function toImageView(row: ImageRow): ImageView {
  const { id, vendor, model, version, notes, fileName, sizeBytes, sha256, createdAt } = row;
  const createdBy = { type: row.createdByType, id: row.createdById };
  return { id, vendor, model, version, notes, fileName, sizeBytes, sha256, createdAt, createdBy };
}

/** How the upload looks in the API's description; multipart bodies are read by hand, as they stream. */
export const uploadSchema = {
  type: 'object',
  required: ['vendor', 'model', 'version', 'file'],
  properties: {
    vendor: { type: 'string', maxLength: 50, description: 'As the stations report it when they boot.' },
    model: { type: 'string', maxLength: 50 },
    version: { type: 'string', maxLength: 50 },
    notes: { type: 'string', maxLength: 2_000 },
    file: { type: 'string', format: 'binary' },
  },
};
