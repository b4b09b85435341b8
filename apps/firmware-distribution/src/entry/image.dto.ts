import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { ImageRow } from '../store/image.row';

const word = (most: number) => z.string().trim().min(1, 'must not be empty').max(most);

const optionalText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .optional()
    .transform((text) => (text === undefined || text === '' ? null : text));

/** The text fields of an upload. Lengths are those of OCPP 2.x, the widest. */
export const imageFields = z.strictObject({
  vendor: word(50),
  model: word(50),
  version: word(50),
  notes: optionalText(2_000),
  reportedVersion: optionalText(50),
  hardware: optionalText(200),
  // OCPP 2.0.1 FirmwareType: these are the lengths its fields take.
  signature: optionalText(800),
  signingCertificate: optionalText(5_500),
  sha256: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
    .optional(),
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
  reportedVersion: z.string().nullable().describe('What a station reports at its boot, where it is not `version`.'),
  hardware: z.string().nullable(),
  signature: z.string().nullable(),
  signingCertificate: z.string().nullable(),
  retiredAt: z.string().nullable(),
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
  const { reportedVersion, hardware, signature, signingCertificate, retiredAt } = row;
  const signed = { signature, signingCertificate };
  const more = { reportedVersion, hardware, ...signed, retiredAt };
  return { id, vendor, model, version, notes, ...more, fileName, sizeBytes, sha256, createdAt, createdBy };
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
    reportedVersion: {
      type: 'string',
      maxLength: 50,
      description: 'Where stations report another one than `version`.',
    },
    hardware: { type: 'string', maxLength: 200, description: 'Which hardware it is for.' },
    signature: { type: 'string', maxLength: 800, description: 'Base64, RSA-PSS or ECDSA, of the SHA-256 of the file.' },
    signingCertificate: { type: 'string', maxLength: 5_500, description: 'PEM, of the key that signed.' },
    sha256: { type: 'string', description: 'What the file must have, in hex; another file is refused.' },
    file: { type: 'string', format: 'binary' },
  },
};
