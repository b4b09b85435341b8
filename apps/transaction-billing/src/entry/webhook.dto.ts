import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { webhookKinds } from '../domain/webhook';

const url = z.string().trim().max(2_000);
const kinds = z
  .array(z.enum(webhookKinds))
  .min(1)
  .transform((list) => [...new Set(list)]);
const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64')
  .refine((text) => {
    const bytes = Buffer.from(text.slice(6), 'base64').length;
    return bytes >= 24 && bytes <= 64;
  }, 'must be whsec_ and 24 to 64 bytes in base64')
  .optional()
  .describe('Default: one is made. It is told once.');

export class NewWebhookDto extends createZodDto(z.strictObject({ url, kinds, secret })) {}
export class ChangeWebhookDto extends createZodDto(
  z.strictObject({
    url: url.optional(),
    kinds: kinds.optional(),
    enabled: z.boolean().optional().describe('While false nothing is sent; what is to be told waits.'),
  }),
) {}
export class NewSecretDto extends createZodDto(
  z.strictObject({
    secret,
    overlapS: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .default(86_400)
      .describe('Seconds for which the secret before signs as well.'),
  }),
) {}
export class ListWebhooksDto extends createZodDto(z.strictObject(listQuery)) {}
export class ListDeliveriesDto extends createZodDto(
  z.strictObject({ ...listQuery, status: z.enum(['pending', 'delivered', 'dead']).optional() }),
) {}
export class ReplayDto extends createZodDto(
  z.strictObject({
    from: z.iso
      .datetime({ offset: true })
      .transform((at) => new Date(at).toISOString())
      .describe('Those made at or after.'),
    status: z.enum(['delivered', 'dead']).optional().describe('Default: both.'),
  }),
) {}
